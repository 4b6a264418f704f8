package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import io.trueup.testkit.Actor;
import io.trueup.testkit.CommitOrderCheck;
import io.trueup.testkit.Gate;
import io.trueup.testkit.LogUnderTest;
import io.trueup.testkit.LogWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pulls the plugs of "the lock, then the position, then the commit": each must be noticed. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
final class OvertakingWritersTest {
  private static final Duration GRACE = Duration.ofMillis(150);
  private static final String LOCK = "select position from trueup_change_head for update";
  private static final String ROW = "select amount from business for update";
  private static final BeforeWork NOTHING_FIRST = connection -> {};
  private static final BeforeWork LOCK_FIRST = connection -> TestLog.number(connection, LOCK);

  private final TestLog log;

  OvertakingWritersTest(TestDatabase database) {
    log = database.newLog();
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** What a writer does wrong. */
  enum Fault {
    NO_LOCK,
    DRAWS_BEFORE_THE_LOCK,
    LETS_GO_BEFORE_THE_COMMIT
  }

  @ParameterizedTest
  @EnumSource
  void aFaultyWriterIsCaught(Fault fault) {
    log.execute("create sequence broken start with 1");

    assertThatThrownBy(() -> CommitOrderCheck.twoWritersInTurn(new Mutant(log, fault)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("having overtaken: true");
  }

  @Test
  void whoIsStillAtWorkHoldsNobodyUp() {
    Gate gate = new Gate("the first, at work");
    Actor<@Nullable Void> first = atWork("first", NOTHING_FIRST, gate);
    gate.awaitArrival();

    log.newWriter().write(TestLog.change("second"));

    gate.open();
    first.await();
    assertThat(log.count("trueup_change")).as("with the genesis row").isEqualTo(3);
  }

  @Test
  void withTheLockTakenFirstOthersWaitForAllOfTheWork() {
    Gate gate = new Gate("the first, at work");
    Actor<@Nullable Void> first = atWork("first", LOCK_FIRST, gate);
    gate.awaitArrival();
    Actor<@Nullable Void> second =
        Actor.run("second", () -> log.newWriter().write(TestLog.change("second")));

    assertThat(second.endsWithin(GRACE)).isFalse();

    gate.open();
    first.await();
    second.await();
  }

  @Test
  void writersOfOneRowTakeTurns() {
    assertThat(failuresOfTwoWhoWantOneRow(NOTHING_FIRST)).isZero();
  }

  @Test
  void withTheLockTakenFirstWritersOfOneRowBlockEachOther() {
    assertThat(failuresOfTwoWhoWantOneRow(LOCK_FIRST)).isOne();
  }

  /** The first is about to take the row that the second has, who is about to commit. */
  private int failuresOfTwoWhoWantOneRow(BeforeWork before) {
    log.execute("insert into business (name, amount) values ('row', 0)");
    Gate first = new Gate("the first, before its row");
    Gate second = new Gate("the second, with the row");
    Actor<@Nullable Void> one = atWork("first", before, first);
    first.awaitArrival();
    Actor<@Nullable Void> two =
        atWork("second", connection -> TestLog.number(connection, ROW), second);
    second.awaitArrival();
    first.open();
    assertThat(one.endsWithin(GRACE)).as("it waits for the row").isFalse();
    second.open();
    return failures(one) + failures(two);
  }

  private static int failures(Actor<@Nullable Void> actor) {
    try {
      actor.await();
      return 0;
    } catch (AssertionError e) {
      assertThat(e.getCause()).isInstanceOf(ChangeLogException.class);
      return 1;
    }
  }

  /** Does something, stops at the gate, takes the row, commits a change. */
  private Actor<@Nullable Void> atWork(String name, BeforeWork before, Gate gate) {
    return Actor.run(
        name,
        () ->
            log.newTransactions()
                .execute(
                    tx -> {
                      before.on(tx.connection());
                      gate.pass();
                      tx.append(TestLog.change(name));
                      try (Statement statement = tx.connection().createStatement()) {
                        return statement.executeUpdate("update business set amount = amount + 1");
                      }
                    }));
  }

  private interface BeforeWork {
    void on(Connection connection) throws SQLException;
  }

  private record Mutant(TestLog right, Fault fault) implements LogUnderTest {
    @Override
    public ChangeLog log() {
      return right.log();
    }

    @Override
    public LogWriter newWriter() {
      try {
        return new BrokenWriter(right, fault);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void damageFact(Position position) {
      right.damageFact(position);
    }

    @Override
    public void damageTags(Position position) {
      right.damageTags(position);
    }

    @Override
    public void age(Position upTo, Duration by) {
      right.age(upTo, by);
    }

    @Override
    public void close() {}
  }

  /**
   * Writes one change: draws its position from a sequence, and locks the head too late, too short,
   * or never. Connected before it writes, so that it can overtake at once.
   */
  private static final class BrokenWriter implements LogWriter, Transactions {
    private final Fault fault;
    private final Connection connection;
    private final Connection other;
    private final List<CommitObserver> observers = new ArrayList<>();

    BrokenWriter(TestLog log, Fault fault) throws SQLException {
      this.fault = fault;
      connection = log.dataSource().getConnection();
      other = log.dataSource().getConnection();
    }

    @Override
    public Transactions transactions() {
      return this;
    }

    @Override
    public @Nullable PendingChanges current() {
      return null;
    }

    @Override
    public void observe(CommitObserver observer) {
      observers.add(observer);
    }

    @Override
    public void write(Consumer<Scope> work) {
      throw new UnsupportedOperationException("only single changes");
    }

    @Override
    public void write(Change change) {
      try (connection;
          other) {
        connection.setAutoCommit(false);
        other.setAutoCommit(false);
        commit(ChangeRow.of(change, new TestFactCodec()));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void commit(ChangeRow row) throws SQLException {
      if (fault == Fault.LETS_GO_BEFORE_THE_COMMIT) {
        TestLog.number(other, LOCK);
      }
      long drawn = TestLog.number(connection, "select nextval('broken')");
      other.commit();
      observers.forEach(observer -> observer.committing(new Position(drawn)));
      if (fault == Fault.DRAWS_BEFORE_THE_LOCK) {
        TestLog.number(connection, LOCK);
      }
      LogDialect dialect = Database.of(connection).dialect();
      try (PreparedStatement insert = connection.prepareStatement(ChangeRow.insert(dialect))) {
        row.bindTo(insert, drawn, "node-1");
        insert.executeUpdate();
      }
      connection.commit();
    }
  }
}
