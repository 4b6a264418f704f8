package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.testkit.Actor;
import io.trueup.testkit.TestFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class PendingAppendsTest {
  private static final Duration WAITING = Duration.ofMillis(200);

  private final TestLog log;
  private final ChangeWriter writer = new ChangeWriter(new TestFactCodec(), "node-1");
  private final PendingAppends appends = writer.begin();
  private final Connection connection;

  PendingAppendsTest(TestDatabase database) throws SQLException {
    log = database.newLog();
    connection = log.dataSource().getConnection();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    log.close();
  }

  @Test
  void aFlushDrawsOnePositionForEachChange() throws SQLException {
    appends.append(TestLog.change("a"));
    appends.append(TestLog.change("b"));

    assertThat(appends.flush(connection)).isEqualTo(new Position(2));
    connection.commit();

    assertThat(log.log().head().changes().get(0).position()).isEqualTo(new Position(2));
  }

  @Test
  void appendingTakesNoLock() throws SQLException {
    appends.append(TestLog.change("pending"));

    log.newWriter().write(TestLog.change("meanwhile"));
    appends.flush(connection);
    connection.commit();

    assertThat(log.log().head().changes().get(0).position()).isEqualTo(new Position(2));
  }

  @Test
  void aTagIsForgottenOnlyWithItsLastChange() {
    appends.append(tagged("a", "b"));
    PendingAppends.Mark mark = appends.mark();
    appends.append(tagged("b", "c"));

    appends.rollbackTo(mark);

    assertThat(appends.touches(Tags.of("b"))).isTrue();
    assertThat(appends.touches(Tags.of("c"))).isFalse();
  }

  @Test
  void afterTheFlushNothingCanBeAppended() {
    appends.append(TestLog.change("a"));
    appends.flush(connection);

    assertThatIllegalStateException().isThrownBy(() -> appends.append(TestLog.change("late")));
    assertThatIllegalStateException().isThrownBy(() -> appends.flush(connection));
  }

  @Test
  void aFlushOfNothingIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> appends.flush(connection))
        .withMessageContaining("without a flush");
  }

  @Test
  void aFlushInAutocommitIsRefused() throws SQLException {
    connection.setAutoCommit(true);
    appends.append(TestLog.change("a"));

    assertThatIllegalStateException()
        .isThrownBy(() -> appends.flush(connection))
        .withMessageContaining("autocommit");
  }

  @Test
  void aFlushAtAnotherIsolationIsRefused() throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    appends.append(TestLog.change("a"));

    assertThatIllegalStateException()
        .isThrownBy(() -> appends.flush(connection))
        .withMessageContaining("READ COMMITTED");
  }

  @Test
  void whoSitsOnTheLockMakesOthersFailWithTheReason() {
    appends.append(TestLog.change("sits on the lock"));
    appends.flush(connection);
    ChangeWriter hurried = new ChangeWriter(new TestFactCodec(), "node-2", Duration.ofMillis(50));
    JdbcTransactions transactions = new JdbcTransactions(log.dataSource(), hurried);

    assertThatThrownBy(() -> transactions.execute(tx -> appended(tx, "waits")))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("lock was not to be had within PT0.05S");
  }

  /** Both have waited from before the first had its position, which a rollback leaves free. */
  @Test
  void whoWaitedDoesNotDrawWhatWasAnnouncedMeanwhileAndRolledBack() throws SQLException {
    appends.append(TestLog.change("holds the lock"));
    appends.flush(connection);
    Actor<Position> one = Actor.start("one", this::flushedAndRolledBack);
    Actor<Position> two = Actor.start("two", this::flushedAndRolledBack);
    assertThat(one.endsWithin(WAITING)).as("one waits").isFalse();
    assertThat(two.endsWithin(WAITING)).as("two waits").isFalse();

    connection.rollback();

    assertThat(one.await()).isNotEqualTo(two.await());
  }

  private Position flushedAndRolledBack() throws SQLException {
    try (Connection own = log.dataSource().getConnection()) {
      own.setAutoCommit(false);
      PendingAppends pending = writer.begin();
      pending.append(TestLog.change("to be rolled back"));
      Position drawn = pending.flush(own);
      own.rollback();
      return drawn;
    }
  }

  @Test
  void tooManyChangesAreRefused() {
    Change change = TestLog.change("many");
    for (int i = 0; i < PendingAppends.MAX_CHANGES; i++) {
      appends.append(change);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> appends.append(change))
        .withMessageContaining("10000 changes");
  }

  @Test
  void aPayloadMayBeAsLongAsItsBoundAndNoLonger() throws SQLException {
    int room = PendingAppends.MAX_PAYLOAD_LENGTH - "fact:".length();
    appends.append(TestLog.change("x".repeat(room)));
    appends.flush(connection);
    connection.commit();

    assertThat(log.log().head().changes().get(0).change().fact())
        .isEqualTo(new TestFact("x".repeat(room)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.begin().append(TestLog.change("x".repeat(room + 1))))
        .withMessageContaining("TestFact")
        .withMessageContaining("payload must have at most 1048576 characters, has 1048577");
  }

  @Test
  void anUnknownFactIsRefusedWhenAppended() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> appends.append(Change.of(Tags.none(), 42)));
    assertThat(appends.isEmpty()).isTrue();
  }

  @Test
  void aNodeNeedsAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChangeWriter(new TestFactCodec(), ""))
        .withMessageContaining("node");
  }

  @Test
  void aLockTimeoutIsBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChangeWriter(new TestFactCodec(), "n", Duration.ZERO))
        .withMessageContaining("1 ms to 1 h");
  }

  private static boolean appended(ChangeTransaction transaction, String text) {
    transaction.append(TestLog.change(text));
    return true;
  }

  private static Change tagged(String... tags) {
    return Change.of(Tags.of(tags), new TestFact("tagged"));
  }
}
