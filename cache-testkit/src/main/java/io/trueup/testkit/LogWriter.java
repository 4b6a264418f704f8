package io.trueup.testkit;

import io.trueup.cache.Change;
import io.trueup.cache.spi.Transactions;
import java.util.function.Consumer;

/**
 * One who writes changes in transactions, as {@link ChangeLogContract} sees it. Safe for use by
 * many threads, each with a transaction of its own.
 */
public interface LogWriter {
  /** What announces this writer's commits. */
  Transactions transactions();

  /**
   * Does the work in a transaction of the calling thread: commits when it returns, rolls back when
   * it throws, and passes on what it threw.
   */
  void write(Consumer<Scope> work);

  /** Commits this change alone. */
  default void write(Change change) {
    write(scope -> scope.append(change));
  }

  /** An open transaction. Used by its own thread only. */
  interface Scope {
    /** Appends to the transaction. */
    void append(Change change);

    /**
     * Does the work behind a savepoint: rolls back to it if the work throws, and passes on what it
     * threw.
     */
    void nested(Consumer<Scope> work);
  }
}
