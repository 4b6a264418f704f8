package io.trueup.cache.spi;

import io.trueup.cache.Position;

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
