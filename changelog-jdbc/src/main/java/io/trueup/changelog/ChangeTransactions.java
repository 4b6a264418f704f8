package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.Transactions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that write business rows and changes together, whoever demarcates them. Bound to the
 * thread. Safe for use by many threads.
 */
public interface ChangeTransactions extends Transactions {
  /**
   * Does the work in a transaction: commits when it returns, rolls back when it throws, and passes
   * on what it threw. On a thread that has a transaction already the work becomes a part of it, and
   * if that part fails, the whole can't commit any more, even if the exception is caught; use
   * {@link ChangeTransaction#nested} for a part that may fail.
   *
   * <p>Of a transaction begun here it returns when the commit is done, the observers are told and
   * the callbacks have run.
   *
   * @throws ChangeLogException if the database refuses, the log's lock is not to be had in time, a
   *     joined part failed, or the work threw an {@link SQLException}
   */
  <T extends @Nullable Object> T execute(TransactionWork<T> work);

  /**
   * Whether a transaction of the calling thread, one that it has suspended included, has
   * {@linkplain ChangeTransaction#claim claimed} this lock.
   */
  boolean holds(String lock);

  /** How many observers and callbacks failed after a commit. */
  long failuresAfterCommit();
}
