package io.trueup.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/*
 * A request may not fit only because of what is lent to other nodes. Then it is called back: a change that
 * every node has within its bound, after which nobody admits from those leases; their nodes give back
 * what nobody was given. The request waits for that, and is decided on what is really left.
 *
 * A node that is gone gives nothing back: it is waited for once.
 */
/** Calls back what is lent of budgets. Safe for use by many threads. */
final class Recalls {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final int LOOKS = 75;
  private static final int MOST_SILENT = 10_000;

  private final LedgerDatabase database;
  private final Elsewhere.Pause pause;
  private final Cache<String, Boolean> silent =
      Caffeine.newBuilder().maximumSize(MOST_SILENT).build();
  private final LongAdder recalls = new LongAdder();

  Recalls(LedgerDatabase database, Elsewhere.Pause pause) {
    this.database = database;
    this.pause = pause;
  }

  /** How often something was called back. */
  long count() {
    return recalls.sum();
  }

  /** Waits until nodes that answer have given back what is lent of these budgets. */
  void await(Collection<BudgetId> budgets) {
    if (!open(budgets).isEmpty()) {
      database.record(
          tx -> {
            if (recall(tx, budgets)) {
              database.awaitElsewhere(tx);
            }
            return budgets;
          });
      awaitClosed(budgets);
    }
  }

  private List<LeaseRows.Row> open(Collection<BudgetId> budgets) {
    return database.query(sql -> LeaseRows.open(sql, budgets)).stream()
        .filter(lease -> silent.getIfPresent(lease.id()) == null)
        .toList();
  }

  /** Those that nobody has called back yet; whether there were any. */
  static boolean recall(LedgerTransaction tx, Collection<BudgetId> budgets) {
    Map<BudgetId, Long> now = BudgetRows.recalls(tx.sql(), budgets);
    List<BudgetId> lent =
        LeaseRows.open(tx.sql(), budgets).stream()
            .filter(lease -> lease.recalls() == now.getOrDefault(lease.budget(), -1L))
            .map(LeaseRows.Row::budget)
            .distinct()
            .toList();
    for (BudgetId id : lent) {
      BudgetRows.recall(tx.sql(), id);
      Budget budget = BudgetRows.find(tx.sql(), id).orElseThrow();
      tx.append(new BudgetChanged(id, budget.scope()));
    }
    return !lent.isEmpty();
  }

  private void awaitClosed(Collection<BudgetId> budgets) {
    recalls.increment();
    List<LeaseRows.Row> open = open(budgets);
    try {
      for (int i = 0; i < LOOKS && !open.isEmpty(); i++) {
        pause.lasting(LOOK_EVERY);
        open = open(budgets);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(lease -> silent.put(lease.id(), true));
  }
}
