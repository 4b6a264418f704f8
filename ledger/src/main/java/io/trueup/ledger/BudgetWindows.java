package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET_WINDOW;

import io.trueup.ledger.RecordingMemory.KnownWindow;
import io.trueup.ledger.schema.tables.TrueupBudgetWindow;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

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

  private static final BulkTable TABLE = new BulkTable(W, List.of(W.BUDGET, W.WINDOW_FROM));

  private record Touched(Budget budget, Window window) {
    KnownWindow known() {
      return new KnownWindow(budget.id().value(), secondsOf(window));
    }

    Spending spending(Money before, Money after) {
      return new Spending(budget, window, before, after);
    }
  }

  private BudgetWindows() {}

  /** Adds recorded costs, after the rollups have them; whether a row was made. */
  static boolean add(DSLContext sql, RecordingMemory memory, Collection<RollupDelta> deltas) {
    memory.findBudgets(sql, deltas.stream().map(delta -> delta.key().subject()).toList());
    Map<Touched, Money> sums = touched(memory, deltas);
    List<Touched> begun = begin(sql, memory, sums.keySet());
    begun.forEach(sums::remove);
    if (!sums.isEmpty()) {
      List<Object[]> now =
          TABLE.addAndRead(
              sql,
              List.of(W.BUDGET, W.WINDOW_FROM, W.SPENT),
              sums.entrySet().stream().map(BudgetWindows::row).toList(),
              List.of(W.BUDGET, W.WINDOW_FROM, W.SPENT));
      memory.spendings.addAll(spendings(sums, now));
    }
    return !begun.isEmpty();
  }

  /** What was added to each window, and what its row says now. */
  private static List<Spending> spendings(Map<Touched, Money> sums, List<Object[]> rows) {
    Map<KnownWindow, Money> now = new HashMap<>();
    rows.forEach(
        row ->
            now.put(
                new KnownWindow((String) row[0], (Long) row[1]), Money.of((BigDecimal) row[2])));
    List<Spending> spendings = new ArrayList<>(sums.size());
    sums.forEach(
        (touched, added) -> {
          Money after = Objects.requireNonNull(now.get(touched.known()));
          spendings.add(touched.spending(after.minus(added), after));
        });
    return spendings;
  }

  private static Object[] row(Map.Entry<Touched, Money> sum) {
    Touched touched = sum.getKey();
    return new Object[] {
      touched.budget().id().value(), secondsOf(touched.window()), sum.getValue().amount()
    };
  }

  private static Map<Touched, Money> touched(
      RecordingMemory memory, Collection<RollupDelta> deltas) {
    Map<Touched, Money> sums = new LinkedHashMap<>();
    for (RollupDelta delta : deltas) {
      Instant at = Instant.ofEpochSecond(delta.key().bucket());
      for (Scope scope : delta.key().subject().scopes()) {
        for (Budget budget : memory.budgetsOf(scope)) {
          if (budget.period().hasWindows() && counts(budget, delta.key())) {
            Touched touched = new Touched(budget, budget.windowAt(at));
            sums.merge(touched, delta.totals().cost(), Money::plus);
          }
        }
      }
    }
    return sums;
  }

  /** Makes the rows that are not there; answers the windows whose they are. */
  private static List<Touched> begin(
      DSLContext sql, RecordingMemory memory, Collection<Touched> windows) {
    List<Touched> unknown =
        windows.stream().filter(it -> !memory.windows.contains(it.known())).toList();
    if (unknown.isEmpty()) {
      return unknown;
    }
    memory.windows.addAll(find(sql, unknown));
    List<Touched> missing =
        unknown.stream().filter(it -> !memory.windows.contains(it.known())).toList();
    missing.forEach(it -> memory.spendings.add(it.spending(Money.ZERO, begin(sql, it))));
    missing.forEach(it -> memory.windows.add(it.known()));
    return missing;
  }

  private static List<KnownWindow> find(DSLContext sql, List<Touched> windows) {
    return sql.select(W.BUDGET, W.WINDOW_FROM)
        .from(W)
        .where(
            DSL.row(W.BUDGET, W.WINDOW_FROM)
                .in(
                    windows.stream()
                        .map(it -> DSL.row(it.known().budget(), it.known().from()))
                        .toList()))
        .fetch(row -> new KnownWindow(row.value1(), row.value2()));
  }

  static boolean counts(Budget budget, RollupKey key) {
    return key.subject().isIn(budget.scope()) && budget.filter().accepts(key.model());
  }

  /** Makes the row; answers its sum. */
  private static Money begin(DSLContext sql, Touched touched) {
    Money spent = recomputed(sql, touched.budget(), touched.window());
    sql.insertInto(W)
        .values(touched.budget().id().value(), secondsOf(touched.window()), spent.amount())
        .execute();
    return spent;
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
