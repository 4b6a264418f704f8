package io.trueup.changelog;

import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/*
 * Commit order = position order. The head row is locked first, the position read under that lock, and
 * the lock is released by the commit itself: nobody can draw a higher position before this one is
 * visible. Drawn before the lock, or from a sequence, a follower that reads "everything after p"
 * misses rows.
 *
 * A position that was announced to observers and rolled back is not drawn again by this writer.
 * Otherwise, with the lock gone, another thread could announce the same position before the first
 * one's rollback has been told, and that news would cancel the wrong announcement: the node would
 * take itself for up to date while the change commits. Gaps cost nothing.
 *
 * What can go wrong: the lock is not to be had in time (a client sits on it), then the transaction
 * rolls back; two databases behind one URL, then the primary key refuses the second row.
 */
/**
 * Writes changes of this node into the log, for whoever demarcates its transactions. One for each
 * log and process. Safe for use by many threads.
 */
public final class ChangeWriter {
  /** How long a commit waits for the log's lock unless told otherwise. */
  public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(5);

  private static final int MAX_NODE_LENGTH = 200;

  private final ChangeCodec codec;
  private final String node;
  private final Duration lockTimeout;
  private final AtomicLong drawn = new AtomicLong();

  /** Waits {@link #DEFAULT_LOCK_TIMEOUT} for the log's lock. */
  public ChangeWriter(ChangeCodec codec, String node) {
    this(codec, node, DEFAULT_LOCK_TIMEOUT);
  }

  /**
   * For a node of this name.
   *
   * @param node 1 to 200 characters
   * @param lockTimeout how long a commit may wait for the log's lock; 1 ms to 1 h
   * @throws IllegalArgumentException if the name or the time-out is out of bounds
   */
  public ChangeWriter(ChangeCodec codec, String node, Duration lockTimeout) {
    this.codec = ChangeCodecs.of(Objects.requireNonNull(codec, "codec"));
    this.node = checkedNode(node);
    this.lockTimeout = checkedTimeout(lockTimeout);
  }

  private static String checkedNode(String node) {
    if (node.isEmpty() || node.length() > MAX_NODE_LENGTH) {
      throw new IllegalArgumentException(
          "node: must have 1 to " + MAX_NODE_LENGTH + " characters, has " + node.length());
    }
    return node;
  }

  private static Duration checkedTimeout(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("lock time-out: must be 1 ms to 1 h, is " + timeout);
    }
    return timeout;
  }

  /** The buffer for a new transaction. */
  public PendingAppends begin() {
    return new PendingAppends(this);
  }

  ChangeCodec codec() {
    return codec;
  }

  Position write(Connection connection, List<ChangeRow> rows) {
    try {
      checkTransaction(connection);
      LogDialect dialect = Database.of(connection).dialect();
      long last = draw(connection, dialect, rows.size());
      insert(connection, dialect, rows, last);
      return new Position(last);
    } catch (SQLException e) {
      throw new ChangeLogException("the changes could not be written: " + e.getMessage(), e);
    }
  }

  /** In autocommit the lock is gone before the insert. */
  private static void checkTransaction(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("changes need a transaction: switch autocommit off");
    }
  }

  /**
   * Under the lock, what others here have announced meanwhile is seen: if it was rolled back, the
   * head stands below it, and is moved once more.
   */
  private long draw(Connection connection, LogDialect dialect, int count) throws SQLException {
    long last = moveHead(connection, dialect, drawn.get(), count);
    long announced = drawn.get();
    if (last - count < announced) {
      last = moveHead(connection, dialect, announced, count);
    }
    drawn.set(last);
    return last;
  }

  private long moveHead(Connection connection, LogDialect dialect, long from, int count)
      throws SQLException {
    try {
      return dialect.moveHead(connection, from, count, lockTimeout);
    } catch (SQLException e) {
      if (dialect.isLockTimeout(e)) {
        throw lockNotToBeHad(e);
      }
      throw e;
    }
  }

  private ChangeLogException lockNotToBeHad(SQLException cause) {
    return new ChangeLogException(
        "the change log's lock was not to be had within "
            + lockTimeout
            + ": another transaction sits on it between its last statement and its commit",
        cause);
  }

  private void insert(Connection connection, LogDialect dialect, List<ChangeRow> rows, long last)
      throws SQLException {
    long position = last - rows.size();
    try (PreparedStatement insert = connection.prepareStatement(ChangeRow.insert(dialect))) {
      for (ChangeRow row : rows) {
        row.bindTo(insert, ++position, node);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
