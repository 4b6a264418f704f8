package io.trueup.spring;

import org.springframework.transaction.support.TransactionSynchronization;

/** A callback of an application. */
record BeforeCommit(Runnable work) implements TransactionSynchronization {
  @Override
  public void beforeCommit(boolean readOnly) {
    work.run();
  }
}
