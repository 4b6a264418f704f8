package io.trueup.spring;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.changelog.CommitObservers;
import io.trueup.changelog.PendingAppends;
import io.trueup.changelog.TransactionWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A transaction of a Spring manager, from its begin to its end. For its own thread. */
final class SpringTransaction implements ChangeTransaction {
  private static final System.Logger LOG = System.getLogger(SpringTransaction.class.getName());

  private final SpringTransactions transactions;
  private final PendingAppends appends;
  private final Set<String> claimed = new HashSet<>();

  /** Spring does not tell when a savepoint is released: whoever holds it lets go of it then. */
  private final Map<Object, PendingAppends.Mark> savepoints = new WeakHashMap<>();

  private CommitObservers.@Nullable Announced announced;
  private @Nullable Position committedAt;
  private @Nullable Throwable rollbackCause;
  private @Nullable SpringTransaction below;
  private boolean over;

  SpringTransaction(SpringTransactions transactions, PendingAppends appends) {
    this.transactions = transactions;
    this.appends = appends;
  }

  @Override
  public Connection connection() {
    checkOpen();
    return transactions.holder().getConnection();
  }

  @Override
  public void append(Change change) {
    checkOpen();
    checkWritable();
    appends.append(change);
  }

  private static void checkWritable() {
    if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
      throw new IllegalStateException("the transaction is read-only: it can't append a change");
    }
    Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
    if (isolation != null && isolation != TransactionDefinition.ISOLATION_READ_COMMITTED) {
      throw new IllegalStateException(
          "changes need a transaction at READ COMMITTED, this one asked for JDBC level "
              + isolation);
    }
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

  @Override
  public void claim(String lock) {
    checkOpen();
    if (transactions.isHeldBelow(lock)) {
      throw new IllegalStateException(
          "a transaction that this thread has suspended (REQUIRES_NEW, NOT_SUPPORTED) holds "
              + lock
              + ": waiting for it would never end. Do this in that transaction, or after it");
    }
    claimed.add(lock);
  }

  @Override
  public <T extends @Nullable Object> T nested(TransactionWork<T> work) {
    checkOpen();
    Throwable before = rollbackCause;
    try {
      return inside(transactions.nested(), work);
    } catch (UnexpectedRollbackException e) {
      throw canOnlyRollBack(e);
    } finally {
      rollbackCause = before;
    }
  }

  /** Does the work as a part of this transaction, which can't commit if the work fails. */
  <T extends @Nullable Object> T join(TransactionTemplate participating, TransactionWork<T> work) {
    try {
      return inside(participating, work);
    } catch (RuntimeException | Error e) {
      if (rollbackCause == null) {
        rollbackCause = e;
      }
      throw e;
    }
  }

  @SuppressWarnings("NullAway") // the template's result is the work's, null only if that may be
  private <T extends @Nullable Object> T inside(
      TransactionTemplate template, TransactionWork<T> work) {
    return template.execute(status -> run(work));
  }

  <T extends @Nullable Object> T run(TransactionWork<T> work) {
    try {
      return work.run(this);
    } catch (SQLException e) {
      throw new ChangeLogException("the transaction's work failed: " + e.getMessage(), e);
    }
  }

  ChangeLogException canOnlyRollBack(RuntimeException told) {
    return new ChangeLogException(
        "the transaction can only roll back: a part that joined it failed",
        rollbackCause == null ? told : rollbackCause);
  }

  /** The last thing before the commit. */
  void write(TransactionExecution execution) {
    if (appends.isEmpty()) {
      return;
    }
    if (execution instanceof TransactionStatus status) {
      status.flush();
    }
    if (execution.isRollbackOnly()) {
      throw new ChangeLogException(
          "the transaction was marked rollback-only while it was about to commit", rollbackCause);
    }
    announced = transactions.observers().committing(appends.flush(connection()));
  }

  void committed() {
    if (over) {
      return;
    }
    over = true;
    if (announced != null) {
      committedAt = announced.last();
      announced.committed();
    }
    List<Runnable> callbacks = appends.callbacks();
    if (!callbacks.isEmpty()) {
      transactions.outsideOfTransactions(
          () -> callbacks.forEach(transactions.observers()::afterCommit));
    }
  }

  void notCommitted() {
    try {
      if (!appends.isEmpty()) {
        rollBack();
      }
    } finally {
      over = true;
      if (announced != null) {
        announced.rolledBack();
      }
    }
  }

  private void rollBack() {
    Connection connection = connection();
    try {
      if (!connection.isClosed() && !connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      abort(connection, e);
    }
  }

  /** What can't be rolled back must not be committed by a pool that switches autocommit on. */
  private static void abort(Connection connection, SQLException cause) {
    LOG.log(
        System.Logger.Level.ERROR,
        "the end of a transaction is unknown: its connection ends",
        cause);
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.ERROR, "its connection could not be ended", e);
    }
  }

  void savepoint(Object savepoint) {
    savepoints.put(savepoint, appends.mark());
  }

  void rollbackTo(Object savepoint) {
    PendingAppends.Mark mark = savepoints.get(savepoint);
    if (mark == null) {
      throw new IllegalStateException("no savepoint of this transaction: " + savepoint);
    }
    appends.rollbackTo(mark);
  }

  void suspend() {
    below = transactions.suspend(this);
  }

  void resume() {
    transactions.resume(this, below);
    below = null;
  }

  void unbind() {
    transactions.unbind();
  }

  @Nullable SpringTransaction below() {
    return below;
  }

  boolean holds(String lock) {
    return !over && claimed.contains(lock);
  }

  PendingAppends appends() {
    return appends;
  }

  boolean isOver() {
    return over;
  }

  private void checkOpen() {
    if (over) {
      throw new IllegalStateException("the transaction is over");
    }
  }
}
