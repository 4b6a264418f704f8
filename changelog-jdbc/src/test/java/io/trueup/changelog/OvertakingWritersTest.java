package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import io.trueup.testkit.CommitOrderCheck;
import io.trueup.testkit.LogUnderTest;
import io.trueup.testkit.LogWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pulls the plug of "position after lock": the contract's check must notice. */
final class OvertakingWritersTest {
  @Test
  void aPositionDrawnFromASequenceWithoutTheLockIsCaught() {
    try (Mutant mutant = new Mutant(H2Log.inMemory(), false)) {
      assertThatThrownBy(() -> CommitOrderCheck.twoWritersInTurn(mutant))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("having overtaken: true");
    }
  }

  @Test
  void aPositionDrawnBeforeTheLockIsCaught() {
    try (Mutant mutant = new Mutant(H2Log.inMemory(), true)) {
      assertThatThrownBy(() -> CommitOrderCheck.twoWritersInTurn(mutant))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("having overtaken: true");
    }
  }

  private record Mutant(H2Log h2, boolean locksLate) implements LogUnderTest {
    Mutant {
      h2.execute("create sequence broken start with 1");
    }

    @Override
    public ChangeLog log() {
      return h2.log();
    }

    @Override
    public LogWriter newWriter() {
      return new BrokenWriter(h2, locksLate);
    }

    @Override
    public void damageFact(Position position) {
      h2.damageFact(position);
    }

    @Override
    public void damageTags(Position position) {
      h2.damageTags(position);
    }

    @Override
    public void age(Position upTo, Duration by) {
      h2.age(upTo, by);
    }

    @Override
    public void close() {
      h2.close();
    }
  }

  /** Draws first; locks the head after its announcement, or never. */
  private static final class BrokenWriter implements LogWriter, Transactions {
    private final H2Log h2;
    private final boolean locksLate;
    private final List<CommitObserver> observers = new ArrayList<>();

    BrokenWriter(H2Log h2, boolean locksLate) {
      this.h2 = h2;
      this.locksLate = locksLate;
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
      try (Connection connection = h2.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        commit(connection, ChangeRow.of(change, new TestFactCodec()));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void commit(Connection connection, ChangeRow row) throws SQLException {
      long drawn = H2Log.number(connection, "select next value for broken");
      observers.forEach(observer -> observer.committing(new Position(drawn)));
      if (locksLate) {
        H2Log.number(connection, "select position from trueup_change_head for update");
      }
      try (PreparedStatement insert = connection.prepareStatement(ChangeRow.INSERT)) {
        row.bindTo(insert, drawn, "node-1");
        insert.executeUpdate();
      }
      connection.commit();
    }
  }
}
