package io.trueup.cache.spi;

import org.jspecify.annotations.Nullable;

/**
 * The transactions that write changes on this node. The caches ask it for the calling thread's
 * pending changes, and are told of commits. Implementations are safe for use by many threads.
 */
public interface Transactions {
  /** The transaction of the calling thread, or null if it has none. On the path of every read. */
  @Nullable PendingChanges current();

  /**
   * Tells the observer of every commit of changes from now on. Of a transaction that was committing
   * already it hears nothing.
   */
  void observe(CommitObserver observer);

  /** No transactions on this node: nothing is pending, nothing commits. */
  static Transactions none() {
    return NoTransactions.INSTANCE;
  }
}
