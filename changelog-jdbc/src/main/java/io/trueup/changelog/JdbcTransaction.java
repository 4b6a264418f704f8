package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An open transaction of {@link JdbcTransactions}. */
final class JdbcTransaction implements ChangeTransaction {
  private final Connection connection;
  private final PendingAppends appends;
  private final Set<String> claimed = new HashSet<>();
  private @Nullable Throwable rollbackCause;
  private @Nullable Position committedAt;
  private boolean over;

  JdbcTransaction(Connection connection, PendingAppends appends) {
    this.connection = connection;
    this.appends = appends;
  }

  @Override
  public Connection connection() {
    checkOpen();
    return connection;
  }

  @Override
  public void append(Change change) {
    checkOpen();
    appends.append(change);
  }

  @Override
  public void afterCommit(Runnable callback) {
    checkOpen();
    appends.afterCommit(callback);
  }

  @Override
  public Optional<Position> committedAt() {
    return Optional.ofNullable(committedAt);
  }

  @Override
  public Optional<Position> committedAt(UUID change) {
    return committedAt().flatMap(last -> appends.positionOf(change, last));
  }

  void committedAt(Position last) {
    committedAt = last;
  }

  @Override
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

  /** Nothing is ever suspended here: who holds the lock already has it. */
  @Override
  public void claim(String lock) {
    checkOpen();
    claimed.add(lock);
  }

  boolean holds(String lock) {
    return claimed.contains(lock);
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
