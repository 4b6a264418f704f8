package io.trueup.cache.spi;

import io.trueup.cache.Position;
import java.time.Duration;

/**
 * The reading side of a change log: committed changes in commit order. Implementations are safe for
 * use by many threads, and read the primary database, never a replica that lags.
 *
 * <p>The contract, which {@code ChangeLogContract} of the testkit checks:
 *
 * <ol>
 *   <li>No position becomes visible after a higher one (commit order = position order).
 *   <li>A change is visible if and only if its transaction committed.
 *   <li>The log begins with a genesis row at {@link Position#GENESIS}, and its newest row is never
 *       trimmed, so there is always a head.
 * </ol>
 */
public interface ChangeLog extends AutoCloseable {
  /**
   * The newest row and nothing else.
   *
   * @throws ChangeLogException if the log can't be reached
   */
  LogSlice head();

  /**
   * The rows at {@code from} and after it, ascending, at most {@code limit}. The row at {@code
   * from} itself is part of the answer if the log still has it: its id tells the reader whether
   * this is the history it knows. One query, an index range scan: O(rows returned).
   *
   * @param limit 1 or more; a slice with fewer rows reached the head
   * @throws ChangeLogException if the log can't be reached
   */
  LogSlice read(Position from, int limit);

  /**
   * Where the log stood this long ago by the database's clock: the newest row that is at least that
   * old, or the oldest row if none is, and nothing else. May be off as far as clocks are; only how
   * much a node knows at its start depends on it. Cheap with any number of rows.
   *
   * <p>By default the head: a node then knows nothing from before its start.
   *
   * @param age 0 or more
   * @throws ChangeLogException if the log can't be reached
   */
  default LogSlice asOf(Duration age) {
    return head();
  }

  /**
   * Whether every change of this log is committed by {@link Transactions} of this process that
   * announce their positions before they commit. Then the node knows without a clock or a query
   * whether it is up to date.
   */
  default boolean soleWriter() {
    return false;
  }

  /** Gives back connections. Idempotent. */
  @Override
  void close();
}
