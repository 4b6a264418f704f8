package io.trueup.ledger;

import io.trueup.cache.Caches;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.LogTrimmer;
import java.util.Objects;

/**
 * What a ledger works with.
 *
 * @param transactions in which it writes
 * @param caches from which it answers
 * @param log which they follow
 * @param atTheEnd closes what is the ledger's own
 */
record LedgerParts(
    ChangeTransactions transactions, Caches caches, ChangeLog log, Runnable atTheEnd) {
  LedgerParts {
    Objects.requireNonNull(transactions, "transactions");
    Objects.requireNonNull(caches, "caches");
    Objects.requireNonNull(log, "log");
  }

  static LedgerParts given(ChangeTransactions transactions, Caches caches, ChangeLog log) {
    return new LedgerParts(transactions, caches, log, () -> {});
  }

  static LedgerParts own(
      ChangeTransactions transactions, Caches caches, ChangeLog log, LogTrimmer trimmer) {
    return new LedgerParts(
        transactions,
        caches,
        log,
        () -> {
          trimmer.close();
          caches.close();
          log.close();
        });
  }

  void close() {
    atTheEnd.run();
  }
}
