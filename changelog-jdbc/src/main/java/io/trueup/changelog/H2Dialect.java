package io.trueup.changelog;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/*
 * The head row is locked by a statement of its own, so that the wait for it is bounded for it alone.
 * A snapshot is H2's SNAPSHOT, taken by the transaction's first statement for all tables; its
 * REPEATABLE READ is one snapshot for each table.
 */
/** As H2 says it. */
final class H2Dialect implements LogDialect {
  private static final int SNAPSHOT = 6;
  private static final String LOCK_TIMED_OUT = "HYT00";

  @Override
  public void check(Connection connection) {}

  /** Whoever makes tables has the database to itself. */
  @Override
  public void lockSchema(Connection connection) {}

  @Override
  public String clock() {
    return "current_timestamp";
  }

  @Override
  public long moveHead(Connection connection, long from, int count, Duration timeout)
      throws SQLException {
    checkIsolation(connection);
    long last = Math.max(lockedHead(connection, timeout), from) + count;
    try (PreparedStatement update =
        connection.prepareStatement("update trueup_change_head set position = ?")) {
      update.setLong(1, last);
      update.executeUpdate();
    }
    return last;
  }

  /** A snapshot does not see the newest head. */
  private static void checkIsolation(Connection connection) throws SQLException {
    int isolation = connection.getTransactionIsolation();
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      throw new IllegalStateException(
          "changes need a transaction at READ COMMITTED, this one has JDBC level " + isolation);
    }
  }

  private static long lockedHead(Connection connection, Duration timeout) throws SQLException {
    String seconds = BigDecimal.valueOf(timeout.toMillis(), 3).toPlainString();
    try (Statement statement = connection.createStatement();
        ResultSet head =
            statement.executeQuery(
                "select position from trueup_change_head for update wait " + seconds)) {
      return ChangeLogSchema.headIn(head);
    }
  }

  @Override
  public boolean isLockTimeout(SQLException e) {
    return LOCK_TIMED_OUT.equals(e.getSQLState());
  }

  @Override
  public String follow(Connection connection, int timeoutSeconds) {
    return "h.incarnation, true";
  }

  @Override
  public int beginSnapshot(Connection connection) throws SQLException {
    int before = connection.getTransactionIsolation();
    if (before != SNAPSHOT) {
      connection.setTransactionIsolation(SNAPSHOT);
    }
    return before;
  }

  @Override
  public void endSnapshot(Connection connection, int before) throws SQLException {
    if (before != SNAPSHOT) {
      connection.setTransactionIsolation(before);
    }
  }
}
