package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET_WINDOW;

import io.trueup.ledger.schema.tables.TrueupBudgetWindow;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;

/*
 * What each budget's windows have spent.
 *
 * Invariant: where a row exists, it is the sum of the rollups of the budget's scope and filter in the
 * window. A row appears with the first record that finds none and starts with that very sum, so a
 * budget made in the middle of a window, or a late record of a window from before the budget, starts
 * right; where no row exists yet, readers take the sum. Every recording adds to the rows, under the
 * ledger's lock, whether or not the budget is active.
 */
final class BudgetWindows {
  private static final TrueupBudgetWindow W = TRUEUP_BUDGET_WINDOW;

  private record Touched(Budget budget, Window window) {}

  private BudgetWindows() {}

  /** Adds recorded costs, after the rollups have them. */
  static void add(DSLContext sql, Collection<RollupDelta> deltas) {
    List<Map.Entry<Touched, Money>> sums = new ArrayList<>(touched(sql, deltas).entrySet());
    if (sums.isEmpty()) {
      return;
    }
    int[] updated =
        sql.batch(
                sql.update(W)
                    .set(W.SPENT, W.SPENT.plus(SumTable.MONEY))
                    .where(W.BUDGET.eq("").and(W.WINDOW_FROM.eq(0L))))
            .bind(sums.stream().map(BudgetWindows::row).toArray(Object[][]::new))
            .execute();
    for (int i = 0; i < updated.length; i++) {
      if (updated[i] == 0) {
        begin(sql, sums.get(i).getKey());
      }
    }
  }

  private static Object[] row(Map.Entry<Touched, Money> sum) {
    Touched touched = sum.getKey();
    return new Object[] {
      sum.getValue().amount(), touched.budget().id().value(), secondsOf(touched.window())
    };
  }

  private static Map<Touched, Money> touched(DSLContext sql, Collection<RollupDelta> deltas) {
    Set<Scope> scopes = new LinkedHashSet<>();
    deltas.forEach(delta -> scopes.addAll(delta.key().subject().scopes()));
    Map<Touched, Money> sums = new LinkedHashMap<>();
    for (Budget budget : BudgetRows.in(sql, scopes)) {
      if (budget.period().hasWindows()) {
        for (RollupDelta delta : deltas) {
          if (counts(budget, delta.key())) {
            Instant at = Instant.ofEpochSecond(delta.key().bucket());
            Touched touched = new Touched(budget, budget.windowAt(at));
            sums.merge(touched, delta.totals().cost(), Money::plus);
          }
        }
      }
    }
    return sums;
  }

  static boolean counts(Budget budget, RollupKey key) {
    return key.subject().isIn(budget.scope()) && budget.filter().accepts(key.model());
  }

  private static void begin(DSLContext sql, Touched touched) {
    sql.insertInto(W)
        .values(
            touched.budget().id().value(),
            secondsOf(touched.window()),
            recomputed(sql, touched.budget(), touched.window()).amount())
        .execute();
  }

  /** What the window has spent; of one that is not the budget's own, the sum of the rollups. */
  static Money spent(DSLContext sql, Budget budget, Window window) {
    return isOwn(budget, window) ? kept(sql, budget, window) : recomputed(sql, budget, window);
  }

  /** A window asked for before the budget's time zone changed may begin where a new one does. */
  private static boolean isOwn(Budget budget, Window window) {
    return window.isBounded()
        ? budget.period().hasWindows() && budget.windowAt(window.from()).equals(window)
        : budget.period() == Period.TOTAL;
  }

  private static Money kept(DSLContext sql, Budget budget, Window window) {
    return sql.select(W.SPENT)
        .from(W)
        .where(W.BUDGET.eq(budget.id().value()).and(W.WINDOW_FROM.eq(secondsOf(window))))
        .fetchOptional(W.SPENT)
        .map(Money::of)
        .orElseGet(() -> recomputed(sql, budget, window));
  }

  /** The sum of the rollups. */
  static Money recomputed(DSLContext sql, Budget budget, Window window) {
    return Rollups.cost(
        sql, budget.scope(), budget.filter(), secondsOf(window), window.to().getEpochSecond());
  }

  static void delete(DSLContext sql, BudgetId budget) {
    sql.deleteFrom(W).where(W.BUDGET.eq(budget.value())).execute();
  }

  private static long secondsOf(Window window) {
    return window.from().getEpochSecond();
  }
}
