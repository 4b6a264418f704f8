package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction of {@link JdbcTransactions}: business rows through its connection, changes
 * through {@link #append}. Used by its own thread only, and only until the work returns.
 */
public final class ChangeTransaction {
  private final Connection connection;
  private final PendingAppends appends;
  private final List<Runnable> callbacks = new ArrayList<>();
  private @Nullable Throwable rollbackCause;
  private @Nullable Position committedAt;
  private boolean over;

  ChangeTransaction(Connection connection, PendingAppends appends) {
    this.connection = connection;
    this.appends = appends;
  }

  /**
   * The transaction's connection. The caller neither commits, rolls back nor closes it, and leaves
   * autocommit and isolation as they are.
   */
  public Connection connection() {
    checkOpen();
    return connection;
  }

  /**
   * Appends a change, to be written right before the commit. O(tags), no statement.
   *
   * @throws IllegalArgumentException if the codec does not know the fact, or a bound is passed
   */
  public void append(Change change) {
    checkOpen();
    appends.append(change);
  }

  /**
   * Runs after the commit, on this thread, after the caches have caught up, without a transaction.
   * If it throws, that is logged and counted, and the write stands.
   *
   * @throws IllegalStateException if there are {@link PendingAppends#MAX_CHANGES} already
   */
  public void afterCommit(Runnable callback) {
    checkOpen();
    if (callbacks.size() == PendingAppends.MAX_CHANGES) {
      throw new IllegalStateException("transaction: too many after-commit callbacks");
    }
    callbacks.add(callback);
  }

  /**
   * Where the transaction's last change stands in the log. Known to after-commit callbacks; absent
   * before the commit, and if there are no changes.
   */
  public Optional<Position> committedAt() {
    return Optional.ofNullable(committedAt);
  }

  void committedAt(Position last) {
    committedAt = last;
  }

  /**
   * Does the work behind a savepoint. If it throws, its rows, its changes and its callbacks are
   * dropped, the exception is passed on, and the transaction can go on.
   *
   * @throws ChangeLogException if the savepoint fails, the work threw an {@link SQLException}, or a
   *     joined part of it failed
   */
  public <T extends @Nullable Object> T nested(TransactionWork<T> work) {
    checkOpen();
    NestedScope scope = new NestedScope();
    try {
      T result = run(work);
      scope.end();
      return result;
    } catch (RuntimeException | Error e) {
      scope.rollBack(e);
      throw e;
    }
  }

  /** Does the work as a part of this transaction, which can't commit if the work fails. */
  <T extends @Nullable Object> T join(TransactionWork<T> work) {
    try {
      return run(work);
    } catch (RuntimeException | Error e) {
      rollbackOnly(e);
      throw e;
    }
  }

  <T extends @Nullable Object> T run(TransactionWork<T> work) {
    try {
      return work.run(this);
    } catch (SQLException e) {
      throw new ChangeLogException("the transaction's work failed: " + e.getMessage(), e);
    }
  }

  PendingAppends appends() {
    return appends;
  }

  List<Runnable> callbacks() {
    return callbacks;
  }

  void over() {
    over = true;
  }

  void checkCommittable() {
    Throwable cause = rollbackCause;
    if (cause != null) {
      throw new ChangeLogException(
          "the transaction can only roll back: a part that joined it failed", cause);
    }
  }

  private void rollbackOnly(Throwable cause) {
    if (rollbackCause == null) {
      rollbackCause = cause;
    }
  }

  private void checkOpen() {
    if (over) {
      throw new IllegalStateException("the transaction is over");
    }
  }

  /** What the transaction was like at a savepoint. */
  private final class NestedScope {
    private final Savepoint savepoint;
    private final PendingAppends.Mark mark = appends.mark();
    private final int callbacksBefore = callbacks.size();
    private final @Nullable Throwable causeBefore = rollbackCause;

    NestedScope() {
      try {
        savepoint = connection.setSavepoint();
      } catch (SQLException e) {
        throw new ChangeLogException("no savepoint was to be had: " + e.getMessage(), e);
      }
    }

    void end() {
      if (causeBefore == null) {
        checkCommittable();
      }
      try {
        connection.releaseSavepoint(savepoint);
      } catch (SQLException e) {
        throw new ChangeLogException("the savepoint was lost: " + e.getMessage(), e);
      }
    }

    void rollBack(Throwable cause) {
      appends.rollbackTo(mark);
      callbacks.subList(callbacksBefore, callbacks.size()).clear();
      try {
        connection.rollback(savepoint);
        rollbackCause = causeBefore;
      } catch (SQLException e) {
        cause.addSuppressed(e);
        rollbackOnly(cause);
      }
    }
  }
}
