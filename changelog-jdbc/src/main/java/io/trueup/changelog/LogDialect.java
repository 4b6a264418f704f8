package io.trueup.changelog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What the change log asks of a database in words of its own. Safe for use by many threads. */
interface LogDialect {
  /**
   * Checks that the database can hold a change log.
   *
   * @throws io.trueup.cache.spi.ChangeLogException saying why not
   */
  void check(Connection connection) throws SQLException;

  /** Keeps others from making the tables until the transaction ends, where others may try. */
  void lockSchema(Connection connection) throws SQLException;

  /** The wall clock at a change's row, as an expression. */
  String clock();

  /**
   * Takes the log's lock, which the transaction keeps to its end, then moves the head.
   *
   * @param from the head is moved from here if it stands below
   * @param count how far
   * @param timeout how long to wait for the lock
   * @return where the head is now
   * @throws SQLException if the database refuses; see {@link #isLockTimeout}
   * @throws IllegalStateException if the transaction is not at READ COMMITTED
   */
  long moveHead(Connection connection, long from, int count, Duration timeout) throws SQLException;

  /** Whether this says that the log's lock was not to be had in time. */
  boolean isLockTimeout(SQLException e);

  /**
   * Makes a connection ready to follow the log.
   *
   * @param timeoutSeconds after which an answer does not come any more
   * @return which history the log belongs to, and whether the server is the primary: two
   *     expressions over the head row {@code h}
   */
  String follow(Connection connection, int timeoutSeconds) throws SQLException;

  /**
   * Gives the connection, not in autocommit and with nothing open, one snapshot for all it reads
   * until the transaction ends.
   *
   * @return what {@link #endSnapshot} needs
   */
  int beginSnapshot(Connection connection) throws SQLException;

  /** Undoes what outlives the transaction, which is over. */
  void endSnapshot(Connection connection, int before) throws SQLException;
}
