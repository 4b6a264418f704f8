package io.trueup.spring;

import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.support.TransactionSynchronization;

/** Follows one transaction to its end, ahead of the application's own callbacks. */
final class Ending implements TransactionSynchronization, PriorityOrdered {
  private final SpringTransaction transaction;

  Ending(SpringTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void suspend() {
    transaction.suspend();
  }

  @Override
  public void resume() {
    transaction.resume();
  }

  @Override
  public void savepoint(Object savepoint) {
    transaction.savepoint(savepoint);
  }

  @Override
  public void savepointRollback(Object savepoint) {
    transaction.rollbackTo(savepoint);
  }

  @Override
  public void afterCommit() {
    transaction.committed();
  }

  @Override
  public void afterCompletion(int status) {
    transaction.unbind();
    if (status == STATUS_COMMITTED) {
      transaction.committed();
    } else {
      transaction.notCommitted();
    }
  }
}
