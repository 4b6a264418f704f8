package io.trueup.cache.spi;

import io.trueup.cache.Position;

/**
 * What a node's caches want to know of its own transactions. For each transaction that appended
 * changes: {@code committing}, then exactly one of {@code committed} and {@code rolledBack}, all on
 * the committing thread, and before the application's own after-commit callbacks.
 */
public interface CommitObserver {
  /**
   * Positions were drawn and the commit is about to be sent. Called while the log's lock is held:
   * must not block.
   *
   * @param last the highest position of the transaction
   */
  void committing(Position last);

  /** The commit is done and the log's lock released: catches up past it. Never throws. */
  void committed(Position last);

  /**
   * The commit was never sent, or it failed, and then nobody but the log knows whether it happened.
   * Never throws.
   */
  void rolledBack(Position last);
}
