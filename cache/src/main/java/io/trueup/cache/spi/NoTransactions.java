package io.trueup.cache.spi;

import org.jspecify.annotations.Nullable;

enum NoTransactions implements Transactions {
  INSTANCE;

  @Override
  public @Nullable PendingChanges current() {
    return null;
  }

  @Override
  public void observe(CommitObserver observer) {}
}
