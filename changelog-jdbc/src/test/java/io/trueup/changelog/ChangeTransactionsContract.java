package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link ChangeTransactions} promises, on each database. */
public abstract class ChangeTransactionsContract {
  private final TestLog log;
  private ChangeTransactions transactions;
  private final List<String> events = new ArrayList<>();

  /** Set up before each test. */
  @SuppressWarnings("NullAway.Init")
  protected ChangeTransactionsContract(TestDatabase database) {
    log = database.newLog();
  }

  /** Transactions over this data source that write so. */
  protected abstract ChangeTransactions transactions(DataSource dataSource, ChangeWriter writer);

  @BeforeEach
  final void begin() {
    transactions = transactions(log.dataSource(), new ChangeWriter(new TestFactCodec(), "node-1"));
  }

  @AfterEach
  final void close() {
    assertThat(transactions.current()).as("left on the thread").isNull();
    log.close();
  }

  @Test
  final void businessRowsAndChangesCommitTogether() {
    String result = transactions.execute(tx -> writeBoth(tx, "a"));

    assertThat(result).isEqualTo("a");
    assertThat(log.count("business")).isEqualTo(1);
    assertThat(facts()).isEqualTo(1);
  }

  @Test
  final void businessRowsAndChangesRollBackTogether() {
    RuntimeException failure = new IllegalStateException("no");

    assertThatThrownBy(() -> transactions.execute(tx -> writeBothAndThrow(tx, failure)))
        .isSameAs(failure);

    assertThat(log.count("business")).isZero();
    assertThat(facts()).isZero();
  }

  @Test
  final void anSqlExceptionOfTheWorkRollsBackAndIsTheCause() {
    SQLException failure = new SQLException("no");

    assertThatThrownBy(() -> transactions.execute(tx -> writeBothAndThrow(tx, failure)))
        .isInstanceOf(ChangeLogException.class)
        .hasCause(failure);

    assertThat(log.count("business")).isZero();
  }

  @Test
  final void aNestedRollbackDropsItsRowsAndItsChanges() {
    transactions.execute(
        tx -> {
          writeBoth(tx, "outer");
          RuntimeException failure = new IllegalStateException("no");
          assertThatThrownBy(() -> tx.nested(inner -> writeBothAndThrow(inner, failure)))
              .isSameAs(failure);
          return writeBoth(tx, "outer again");
        });

    assertThat(log.count("business")).isEqualTo(2);
    assertThat(facts()).isEqualTo(2);
  }

  @Test
  final void eachChangeIsToldWhereItStands() {
    writeOne("before");
    transactions.execute(
        tx -> {
          Change first = append(tx, "first");
          assertThatThrownBy(() -> tx.nested(inner -> dropped(inner)))
              .isInstanceOf(IllegalStateException.class);
          Change last = append(tx, "last");
          assertThat(tx.committedAt(first.id())).isEmpty();
          tx.afterCommit(
              () -> {
                assertThat(tx.committedAt(first.id())).contains(new Position(2));
                assertThat(tx.committedAt(last.id())).contains(new Position(3));
                assertThat(tx.committedAt()).contains(new Position(3));
                assertThat(tx.committedAt(UUID.randomUUID())).isEmpty();
                events.add("told");
              });
          return last;
        });

    assertThat(events).containsExactly("told");
    assertThat(log.log().head().changes().get(0).position()).isEqualTo(new Position(3));
  }

  private void writeOne(String name) {
    transactions.execute(tx -> append(tx, name));
  }

  private static Change append(ChangeTransaction tx, String name) {
    Change change = TestLog.change(name);
    tx.append(change);
    return change;
  }

  private static Change dropped(ChangeTransaction tx) {
    append(tx, "dropped");
    throw new IllegalStateException("no");
  }

  @Test
  final void aNestedRollbackDropsItsCallbacks() {
    transactions.execute(
        tx -> {
          tx.afterCommit(() -> events.add("outer"));
          assertThatThrownBy(() -> tx.nested(this::callbackThenThrow))
              .isInstanceOf(IllegalStateException.class);
          return true;
        });

    assertThat(events).containsExactly("outer");
  }

  @Test
  final void whatIsExecutedInsideATransactionJoinsIt() {
    transactions.execute(
        tx -> {
          transactions.execute(inner -> writeBoth(inner, "inner"));
          assertThat(log.count("business")).as("as others see it").isZero();
          return writeBoth(tx, "outer");
        });

    assertThat(log.count("business")).isEqualTo(2);
    assertThat(facts()).isEqualTo(2);
  }

  @Test
  final void aJoinedPartThatFailedKeepsTheWholeFromCommitting() {
    RuntimeException failure = new IllegalStateException("no");

    assertThatThrownBy(() -> transactions.execute(tx -> catchesAJoinedFailure(tx, failure)))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("can only roll back")
        .hasCause(failure);

    assertThat(log.count("business")).isZero();
    assertThat(facts()).isZero();
  }

  @Test
  final void aJoinedFailureInsideANestedPartCostsThatPartOnly() {
    RuntimeException failure = new IllegalStateException("no");

    transactions.execute(
        tx -> {
          assertThatThrownBy(() -> tx.nested(inner -> catchesAJoinedFailure(inner, failure)))
              .isInstanceOf(ChangeLogException.class)
              .hasCause(failure);
          return writeBoth(tx, "outer");
        });

    assertThat(log.count("business")).isEqualTo(1);
    assertThat(facts()).isEqualTo(1);
  }

  @Test
  final void observersThenCallbacksRunInTheOrderRegistered() {
    transactions.observe(new Noted("first"));
    transactions.observe(new Noted("second"));

    transactions.execute(
        tx -> {
          tx.afterCommit(() -> events.add("callback 1"));
          tx.afterCommit(() -> events.add("callback 2"));
          return writeBoth(tx, "a");
        });

    assertThat(events)
        .containsExactly(
            "first committing 1",
            "second committing 1",
            "first committed 1",
            "second committed 1",
            "callback 1",
            "callback 2");
  }

  @Test
  final void aThrowingCallbackLeavesTheWriteAndTheOtherCallbacksAlone() {
    transactions.execute(
        tx -> {
          tx.afterCommit(
              () -> {
                throw new IllegalStateException("the callback failed");
              });
          tx.afterCommit(() -> events.add("the other"));
          return writeBoth(tx, "a");
        });

    assertThat(facts()).isEqualTo(1);
    assertThat(events).containsExactly("the other");
    assertThat(transactions.failuresAfterCommit()).isEqualTo(1);
  }

  @Test
  final void aCallbackMayBeginATransaction() {
    transactions.execute(
        tx -> {
          tx.afterCommit(() -> transactions.execute(next -> writeBoth(next, "next")));
          return writeBoth(tx, "a");
        });

    assertThat(facts()).isEqualTo(2);
  }

  @Test
  final void callbacksOfARollbackDoNotRun() {
    assertThatThrownBy(() -> transactions.execute(this::callbackThenThrow))
        .isInstanceOf(IllegalStateException.class);

    assertThat(events).isEmpty();
  }

  @Test
  final void aCommitWithoutChangesDoesNotWaitForTheLog() throws SQLException {
    try (Connection other = log.dataSource().getConnection()) {
      other.setAutoCommit(false);
      TestLog.number(other, "select position from trueup_change_head for update");

      transactions.execute(tx -> bookOnly(tx));

      assertThat(log.count("business")).isEqualTo(1);
    }
  }

  @Test
  final void aFailedCommitIsToldAsRolledBack() {
    transactions.observe(new Noted("observer"));

    assertThatThrownBy(
            () ->
                transactions.execute(
                    tx -> {
                      tx.append(TestLog.change("a"));
                      transactions.observe(new ClosesBeforeCommit(tx.connection()));
                      return true;
                    }))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("commit failed");

    assertThat(events).containsExactly("observer committing 1", "observer rolledBack 1");
    assertThat(facts()).isZero();
  }

  @Test
  final void aLockIsHeldUntilTheEndOfWhoClaimedIt() {
    transactions.execute(
        tx -> {
          assertThat(transactions.holds("a lock")).isFalse();
          transactions.execute(joined -> claims(joined, "a lock"));
          assertThat(transactions.holds("a lock")).isTrue();
          return true;
        });

    assertThat(transactions.holds("a lock")).isFalse();
  }

  @Test
  final void aTransactionThatIsOverRefusesMore() {
    ChangeTransaction leaked = transactions.execute(tx -> tx);

    assertThatIllegalStateException().isThrownBy(() -> leaked.append(TestLog.change("late")));
    assertThatIllegalStateException().isThrownBy(() -> leaked.connection());
  }

  private static boolean claims(ChangeTransaction tx, String lock) {
    tx.claim(lock);
    return true;
  }

  private long facts() {
    return log.count("trueup_change") - 1;
  }

  private String writeBoth(ChangeTransaction tx, String name) throws SQLException {
    TestLog.book(tx.connection(), name, 1);
    tx.append(TestLog.change(name));
    return name;
  }

  private <E extends Exception> String writeBothAndThrow(ChangeTransaction tx, E failure)
      throws SQLException, E {
    writeBoth(tx, "to be dropped");
    throw failure;
  }

  private String catchesAJoinedFailure(ChangeTransaction tx, RuntimeException failure)
      throws SQLException {
    writeBoth(tx, "before the join");
    assertThatThrownBy(() -> transactions.execute(inner -> writeBothAndThrow(inner, failure)))
        .isSameAs(failure);
    return "caught";
  }

  private boolean callbackThenThrow(ChangeTransaction tx) {
    tx.afterCommit(() -> events.add("dropped"));
    throw new IllegalStateException("no");
  }

  private static boolean bookOnly(ChangeTransaction tx) throws SQLException {
    TestLog.book(tx.connection(), "no change", 1);
    return true;
  }

  private final class Noted implements CommitObserver {
    private final String name;

    Noted(String name) {
      this.name = name;
    }

    @Override
    public void committing(Position last) {
      events.add(name + " committing " + last);
    }

    @Override
    public void committed(Position last) {
      events.add(name + " committed " + last);
    }

    @Override
    public void rolledBack(Position last) {
      events.add(name + " rolledBack " + last);
    }
  }

  private record ClosesBeforeCommit(Connection connection) implements CommitObserver {
    @Override
    public void committing(Position last) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void committed(Position last) {}

    @Override
    public void rolledBack(Position last) {}
  }
}
