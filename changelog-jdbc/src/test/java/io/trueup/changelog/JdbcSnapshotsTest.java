package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Position;
import io.trueup.cache.Snapshot;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class JdbcSnapshotsTest {
  private static final String SUM = "select coalesce(sum(amount), 0) from business";

  private final TestLog log;
  private final JdbcTransactions transactions;
  private final JdbcSnapshots snapshots;

  JdbcSnapshotsTest(TestDatabase database) {
    log = database.newLog();
    transactions = log.newTransactions();
    snapshots = new JdbcSnapshots(log.dataSource());
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void theValueBelongsToThePosition() {
    book(5);
    Snapshot<Long> snapshot = snapshots.read(connection -> TestLog.number(connection, SUM));

    assertThat(snapshot).isEqualTo(new Snapshot<>(new Position(1), 5L));
  }

  @Test
  void whatCommitsWhileTheValueIsReadIsInNeither() {
    book(5);
    Snapshot<Long> snapshot =
        snapshots.read(
            connection -> {
              book(7);
              return TestLog.number(connection, SUM);
            });

    assertThat(snapshot).isEqualTo(new Snapshot<>(new Position(1), 5L));
  }

  @Test
  void atReadCommittedWhatCommitsMeanwhileIsInTheValueOnly() throws SQLException {
    book(5);
    try (Connection connection = log.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Position position = JdbcSnapshots.headIn(connection);
      book(7);

      assertThat(position).isEqualTo(new Position(1));
      assertThat(TestLog.number(connection, SUM)).as("not the value at 1").isEqualTo(12);
    }
  }

  @Test
  void aPooledConnectionGoesBackAsItCame() throws SQLException {
    JdbcConnectionPool pool = JdbcConnectionPool.create(log.poolable());
    pool.setMaxConnections(1);
    new JdbcSnapshots(pool).read(connection -> TestLog.number(connection, SUM));

    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.isReadOnly()).isFalse();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    } finally {
      pool.dispose();
    }
  }

  @Test
  void aFailingReadSaysWhyAndLosesNoConnection() {
    SQLException failure = new SQLException("no");

    assertThatThrownBy(
            () ->
                snapshots.read(
                    connection -> {
                      throw failure;
                    }))
        .isInstanceOf(ChangeLogException.class)
        .hasCause(failure);
  }

  private void book(long amount) {
    transactions.execute(
        tx -> {
          TestLog.book(tx.connection(), "booking", amount);
          tx.append(TestLog.change("booked " + amount));
          return true;
        });
  }
}
