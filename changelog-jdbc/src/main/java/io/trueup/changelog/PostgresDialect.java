package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * One UPDATE takes the log's lock and draws the position. At READ COMMITTED it waits for the row's
 * writer, then computes from what that one committed, and its own commit makes it visible before it
 * lets go of the row. It is sent together with the two time-outs, in one round trip: how long to wait
 * for the lock, and how long this client may sit on it between its statements before the server ends
 * its session.
 *
 * A snapshot is REPEATABLE READ, one for all tables.
 *
 * A history is named by the row's incarnation, the system's identifier, the timeline and the database:
 * a fail-over begins a new timeline, a restored copy is another database. A connection keeps to one
 * server, so all but the row's is asked once. Where the server does not tell these to this user, the
 * row's incarnation and the follower's look at its own row have to do.
 */
/** As PostgreSQL says it. */
final class PostgresDialect implements LogDialect {
  private static final Logger LOG = System.getLogger(PostgresDialect.class.getName());
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_COMMITTED = "read committed";
  private static final Set<String> NOT_TOLD = Set.of("42501", "42883", "0A000");

  /** One lock for all that make tables of a change log in this database: any number will do. */
  private static final String LOCK_SCHEMA = "select pg_advisory_xact_lock(8017293645)";

  private static final String MOVE =
      " update trueup_change_head set position = greatest(position, ?) + ?"
          + " returning position, current_setting('transaction_isolation')";

  private static final String IN_RECOVERY = "select pg_is_in_recovery()";
  private static final String PRIMARY = ", not pg_is_in_recovery()";
  private static final String HISTORY =
      "select format('%s.%s.%s', s.system_identifier,"
          + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), d.oid)"
          + " from pg_control_system() s, pg_database d where d.datname = current_database()";

  /** A connection to follow on is opened again and again; the same is not said each time. */
  private final AtomicBoolean saidThatNotTold = new AtomicBoolean();

  @Override
  public void check(Connection connection) throws SQLException {
    String encoding = text(connection, "show server_encoding");
    if (!encoding.equals("UTF8")) {
      throw new ChangeLogException(
          "the database has the encoding " + encoding + ": create it with UTF8", null);
    }
    checkPrimary(connection);
  }

  @Override
  public void lockSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK_SCHEMA);
    }
  }

  /** Not the transaction's begin, which may lie before the change before. */
  @Override
  public String clock() {
    return "clock_timestamp()";
  }

  @Override
  public long moveHead(Connection connection, long from, int count, Duration timeout)
      throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(bounds(timeout.toMillis()) + MOVE)) {
      move.setLong(1, from);
      move.setInt(2, count);
      move.execute();
      while (!move.getMoreResults()) {
        if (move.getUpdateCount() < 0) {
          throw new ChangeLogException("the database did not say where the log's head is", null);
        }
      }
      try (ResultSet head = move.getResultSet()) {
        long last = ChangeLogSchema.headIn(head);
        checkIsolation(head.getString(2));
        return last;
      }
    }
  }

  private static String bounds(long millis) {
    return "set local lock_timeout = "
        + millis
        + "; set local idle_in_transaction_session_timeout = "
        + millis
        + ";";
  }

  /** With an older snapshot the update fails as soon as somebody else has committed a change. */
  private static void checkIsolation(String isolation) {
    if (!isolation.equals(READ_COMMITTED)) {
      throw new IllegalStateException(
          "changes need a transaction at READ COMMITTED, this one is at " + isolation);
    }
  }

  @Override
  public boolean isLockTimeout(SQLException e) {
    return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
  }

  private static void checkPrimary(Connection connection) throws SQLException {
    if (!text(connection, IN_RECOVERY).equals("f")) {
      throw new ChangeLogException(
          "the database is a replica or still recovers: name the primary", null);
    }
  }

  /** A server that is gone without a word does not even answer that a query was cancelled. */
  @Override
  public String follow(Connection connection, int timeoutSeconds) throws SQLException {
    int millis = Math.toIntExact(Duration.ofSeconds(timeoutSeconds + 1L).toMillis());
    connection.setNetworkTimeout(Runnable::run, millis);
    checkPrimary(connection);
    try {
      return "h.incarnation || '/" + text(connection, HISTORY) + "'" + PRIMARY;
    } catch (SQLException e) {
      if (!NOT_TOLD.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      if (saidThatNotTold.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "the database does not tell its timeline, so after a fail-over caches rely on the rows"
                + " of the change log alone: "
                + e.getMessage());
      }
      return "h.incarnation" + PRIMARY;
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getString(1) : "";
    }
  }

  @Override
  public int beginSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read, read only");
    }
    return Connection.TRANSACTION_NONE;
  }

  /** It was the transaction's alone. */
  @Override
  public void endSnapshot(Connection connection, int before) {}
}
