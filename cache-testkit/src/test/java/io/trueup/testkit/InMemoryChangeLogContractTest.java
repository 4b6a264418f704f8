package io.trueup.testkit;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.util.function.Consumer;

final class InMemoryChangeLogContractTest extends ChangeLogContract {
  @Override
  protected LogUnderTest open() {
    return new Opened(InMemoryChangeLog.shared());
  }

  private record Opened(InMemoryChangeLog fake) implements LogUnderTest {
    @Override
    public ChangeLog log() {
      return fake;
    }

    @Override
    public LogWriter newWriter() {
      return new Writer(fake);
    }

    @Override
    public void damageFact(Position position) {
      fake.damageFact(position);
    }

    @Override
    public void damageTags(Position position) {
      fake.damageTags(position);
    }

    @Override
    public void age(Position upTo, Duration by) {
      fake.age(upTo, by);
    }

    @Override
    public void close() {
      fake.close();
    }
  }

  private record Writer(InMemoryChangeLog fake) implements LogWriter {
    @Override
    public Transactions transactions() {
      return fake;
    }

    @Override
    public void write(Consumer<Scope> work) {
      InMemoryTransaction transaction = fake.begin();
      try {
        work.accept(new InMemoryScope(transaction));
      } catch (RuntimeException | Error e) {
        transaction.rollback();
        throw e;
      }
      transaction.commit();
    }
  }

  private record InMemoryScope(InMemoryTransaction transaction) implements LogWriter.Scope {
    @Override
    public void append(Change change) {
      transaction.append(change);
    }

    @Override
    public void nested(Consumer<LogWriter.Scope> work) {
      int savepoint = transaction.savepoint();
      try {
        work.accept(this);
      } catch (RuntimeException | Error e) {
        transaction.rollbackTo(savepoint);
        throw e;
      }
    }
  }
}
