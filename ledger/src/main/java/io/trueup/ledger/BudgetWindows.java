package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET_WINDOW;

import io.trueup.ledger.RecordingMemory.KnownWindow;
import io.trueup.ledger.schema.tables.TrueupBudgetWindow;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
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
import org.jspecify.annotations.Nullable;

/*
 * What each budget's windows have spent.
 *
 * Invariant: where a row exists, it is the sum of the rollups of the budget's scope and filter in the
 * window. A row appears with the first record that finds none and starts with that very sum, so a
 * budget made in the middle of a window, or a late record of a window from before the budget, starts
 * right; where no row exists yet, readers take the sum. Every recording adds to the rows, under the
 * ledger's lock, whether or not the budget is active.
 *
 * Of what is spent, `covered` is what a reservation had held in that very window when it was settled:
 * the smaller of cost and hold. The rest is overrun. Invariant (K8): covered + live holds <= the
 * largest limit in force so far, as a hold is made only where spent + held + amount <= limit, and
 * settling turns a hold into at most as much that is covered. A row that begins anew forgets it: all
 * that was spent before is overrun then.
 */
final class BudgetWindows {
  private static final TrueupBudgetWindow W = TRUEUP_BUDGET_WINDOW;

  private static final BulkTable TABLE = new BulkTable(W, List.of(W.BUDGET, W.WINDOW_FROM));

  /** A window that a record counts in. */
  record Touched(Budget budget, Window window) {
    KnownWindow known() {
      return new KnownWindow(budget.id().value(), secondsOf(window));
    }

    /** Those of the changes that are of this window: a lease may be of the one before. */
    List<HoldDelta> of(List<HoldDelta> deltas) {
      return deltas.stream()
          .filter(it -> it.budget().equals(budget.id()) && it.windowFrom() == secondsOf(window))
          .toList();
    }

    Spending spending(Money before, Money after) {
      return new Spending(budget, window, before, after);
    }
  }

  /** What a row says. */
  private record Sums(Money spent, Money covered) {}

  private BudgetWindows() {}

  /**
   * Adds recorded costs, after the rollups have them; whether a row was made.
   *
   * @param covered how much of the costs was held before, of windows among those they count in
   */
  static boolean add(
      DSLContext sql,
      RecordingMemory memory,
      Collection<RollupDelta> deltas,
      Map<Touched, Money> covered) {
    memory.findBudgets(sql, deltas.stream().map(delta -> delta.key().subject()).toList());
    Map<Touched, Money> sums = touched(memory, deltas);
    List<Touched> begun = begin(sql, memory, sums.keySet());
    begun.forEach(touched -> sums.put(touched, Money.ZERO));
    List<Object[]> rows = new ArrayList<>();
    sums.forEach((touched, cost) -> rows.add(row(touched, cost, covered.get(touched))));
    rows.removeIf(
        row -> ((BigDecimal) row[2]).signum() == 0 && ((BigDecimal) row[3]).signum() == 0);
    if (!rows.isEmpty()) {
      List<Object[]> now =
          TABLE.addAndRead(
              sql,
              List.of(W.BUDGET, W.WINDOW_FROM, W.SPENT, W.COVERED),
              rows,
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
          Money after = now.get(touched.known());
          if (after != null) {
            spendings.add(touched.spending(after.minus(added), after));
          }
        });
    return spendings;
  }

  private static Object[] row(Touched touched, Money cost, @Nullable Money covered) {
    return new Object[] {
      touched.budget().id().value(),
      secondsOf(touched.window()),
      cost.amount(),
      Objects.requireNonNullElse(covered, Money.ZERO).amount()
    };
  }

  private static Map<Touched, Money> touched(
      RecordingMemory memory, Collection<RollupDelta> deltas) {
    Map<Touched, Money> sums = new LinkedHashMap<>();
    for (RollupDelta delta : deltas) {
      Instant at = Instant.ofEpochSecond(delta.key().bucket());
      for (Touched touched : touched(memory, delta.key().subject(), at)) {
        sums.merge(touched, delta.totals().cost(), Money::plus);
      }
    }
    return sums;
  }

  /** The windows in which a request of the subject counts; its budgets are known. */
  static List<Touched> touched(RecordingMemory memory, Subject subject, Instant at) {
    List<Touched> all = new ArrayList<>();
    for (Scope scope : subject.scopes()) {
      for (Budget budget : memory.budgetsOf(scope)) {
        if (budget.period().hasWindows() && budget.filter().accepts(subject.model())) {
          all.add(new Touched(budget, budget.windowAt(at)));
        }
      }
    }
    return all;
  }

  /** Makes the rows of windows that have none; whether there were any. */
  static boolean ensure(DSLContext sql, RecordingMemory memory, Collection<Touched> windows) {
    return !begin(sql, memory, windows).isEmpty();
  }

  /** What the windows have spent and hold, all of which have rows. */
  static Map<Touched, BudgetAccount> accounts(
      DSLContext sql, Collection<Touched> windows, Instant now) {
    Map<Touched, BudgetAccount> accounts = new HashMap<>();
    if (windows.isEmpty()) {
      return accounts;
    }
    Map<KnownWindow, Holds> holds =
        HoldRows.live(sql, windows.stream().map(Touched::known).toList(), now);
    Map<KnownWindow, Sums> sums = sums(sql, windows);
    for (Touched it : windows) {
      Sums kept = Objects.requireNonNull(sums.get(it.known()));
      Holds held = holds.getOrDefault(it.known(), Holds.NONE);
      accounts.put(
          it, new BudgetAccount(it.budget(), it.window(), kept.spent(), kept.covered(), held));
    }
    return accounts;
  }

  private static Map<KnownWindow, Sums> sums(DSLContext sql, Collection<Touched> windows) {
    Map<KnownWindow, Sums> sums = new HashMap<>();
    Pairs pairs = pairs(windows);
    sql.select(W.BUDGET, W.WINDOW_FROM, W.SPENT, W.COVERED)
        .from(pairs.table())
        .join(W)
        .on(pairs.match())
        .forEach(
            row ->
                sums.put(
                    new KnownWindow(row.value1(), row.value2()),
                    new Sums(Money.of(row.value3()), Money.of(row.value4()))));
    return sums;
  }

  private static Pairs pairs(Collection<Touched> windows) {
    return KnownWindow.pairs(
        windows.stream().map(Touched::known).toList(), W.BUDGET, W.WINDOW_FROM);
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
    Pairs pairs = pairs(windows);
    return sql.select(W.BUDGET, W.WINDOW_FROM)
        .from(pairs.table())
        .join(W)
        .on(pairs.match())
        .fetch(row -> new KnownWindow(row.value1(), row.value2()));
  }

  static boolean counts(Budget budget, RollupKey key) {
    return key.subject().isIn(budget.scope()) && budget.filter().accepts(key.model());
  }

  /** Makes the row; answers its sum. */
  private static Money begin(DSLContext sql, Touched touched) {
    Money spent = recomputed(sql, touched.budget(), touched.window());
    sql.insertInto(W)
        .set(W.BUDGET, touched.budget().id().value())
        .set(W.WINDOW_FROM, secondsOf(touched.window()))
        .set(W.SPENT, spent.amount())
        .execute();
    return spent;
  }

  /** What a window has spent and holds; of one that is not the budget's own, the rollups' sum. */
  static BudgetAccount account(DSLContext sql, Budget budget, Window window, Instant now) {
    if (!isOwn(budget, window)) {
      return new BudgetAccount(budget, window, recomputed(sql, budget, window));
    }
    KnownWindow known = new Touched(budget, window).known();
    Sums sums = kept(sql, budget, window);
    Holds holds = HoldRows.live(sql, List.of(known), now).getOrDefault(known, Holds.NONE);
    return new BudgetAccount(budget, window, sums.spent(), sums.covered(), holds);
  }

  /** What the window has spent. */
  static Money spent(DSLContext sql, Budget budget, Window window) {
    return isOwn(budget, window)
        ? kept(sql, budget, window).spent()
        : recomputed(sql, budget, window);
  }

  /** A window asked for before the budget's time zone changed may begin where a new one does. */
  private static boolean isOwn(Budget budget, Window window) {
    return window.isBounded()
        ? budget.period().hasWindows() && budget.windowAt(window.from()).equals(window)
        : budget.period() == Period.TOTAL;
  }

  private static Sums kept(DSLContext sql, Budget budget, Window window) {
    return sql.select(W.SPENT, W.COVERED)
        .from(W)
        .where(W.BUDGET.eq(budget.id().value()).and(W.WINDOW_FROM.eq(secondsOf(window))))
        .fetchOptional(row -> new Sums(Money.of(row.value1()), Money.of(row.value2())))
        .orElseGet(() -> new Sums(recomputed(sql, budget, window), Money.ZERO));
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
