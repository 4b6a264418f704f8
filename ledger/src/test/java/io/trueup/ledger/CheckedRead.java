package io.trueup.ledger;

import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.Assertions;

/** A read of one view that can be compared with what the tables say at the same time. */
interface CheckedRead {
  /** Reads. */
  void read();

  /** Reads, and fails if the answer is not what a recomputation gives. */
  void check();

  private static <K, V> CheckedRead of(
      CoherentCache<K, V> cache, K key, Function<K, V> recomputation) {
    return new CheckedRead() {
      @Override
      public void read() {
        cache.get(key);
      }

      @Override
      public void check() {
        Assertions.assertThat(cache.read(key, ReadRequest.BY_POLICY).value())
            .as("%s of %s", cache.name(), key)
            .isEqualTo(recomputation.apply(key));
        Assertions.assertThat(cache.get(key)).isEqualTo(recomputation.apply(key));
      }
    };
  }

  /** A read of any view, drawn from the changes' own source of chance. */
  static CheckedRead random(Ledger ledger, RandomChanges any, List<Budget> budgets) {
    LedgerViews views = ledger.views();
    Recomputation truth = ledger.recompute();
    return switch (any.random().nextInt(6)) {
      case 0 ->
          of(
              views.budgets(),
              budgetsKey(any, budgets),
              key -> truth.uncached(sql -> BudgetQueries.budgets(sql, key)));
      case 1 -> of(views.budgetStatus(), statusKey(any, budgets), truth::status);
      case 2 -> of(views.spend(), new SpendKey(any.scope(), window(any)), truth::totals);
      case 3 -> of(views.breakdown(), breakdownKey(any), truth::breakdown);
      case 4 ->
          of(
              views.prices(),
              any.model(),
              key -> truth.uncached(sql -> Prices.schedule(sql, CatalogueReader.shipped(), key)));
      default ->
          of(
              views.alertSettings(),
              any.scope(),
              key -> truth.uncached(sql -> AlertConfigurations.inForce(sql, key)));
    };
  }

  private static BudgetsKey budgetsKey(RandomChanges any, List<Budget> budgets) {
    if (any.random().nextInt(3) == 0) {
      return new BudgetsKey.ById(idIn(any, budgets));
    }
    return new BudgetsKey.OfSubject(
        any.organization(),
        any.random().nextBoolean() ? any.oneOf(RandomChanges.PROJECTS) : null,
        any.random().nextInt(4) > 0 ? any.oneOf(RandomChanges.USERS) : null);
  }

  private static BudgetId idIn(RandomChanges any, List<Budget> budgets) {
    return budgets.isEmpty() ? new BudgetId("none") : any.oneOf(budgets).id();
  }

  /** The window is the budget's own, or was before its zone changed. */
  private static StatusKey statusKey(RandomChanges any, List<Budget> budgets) {
    if (budgets.isEmpty()) {
      return new StatusKey(new BudgetId("none"), window(any));
    }
    Budget budget = any.oneOf(budgets);
    return budget.period().hasWindows()
        ? new StatusKey(budget.id(), budget.windowAt(recently(any)))
        : statusKeyOfWindows(budgets);
  }

  private static StatusKey statusKeyOfWindows(List<Budget> budgets) {
    return budgets.stream()
        .filter(budget -> budget.period().hasWindows())
        .findFirst()
        .map(budget -> new StatusKey(budget.id(), budget.windowAt(Books.NOON)))
        .orElse(new StatusKey(new BudgetId("none"), Period.TOTAL.windowAt(Books.NOON, utc())));
  }

  private static Window window(RandomChanges any) {
    List<Period> periods = RandomChanges.periods().stream().filter(Period::hasWindows).toList();
    return any.oneOf(periods).windowAt(recently(any), any.oneOf(RandomChanges.ZONES));
  }

  private static Instant recently(RandomChanges any) {
    return any.random().nextInt(3) > 0 ? Books.NOON : any.instant();
  }

  private static BreakdownKey breakdownKey(RandomChanges any) {
    Dimension by = any.oneOf(List.of(Dimension.values()));
    ZoneId ofDays = by == Dimension.CONVERSATION ? utc() : any.oneOf(RandomChanges.ZONES);
    Instant from = Period.DAILY.windowAt(any.instant(), ofDays).from();
    Duration length = Duration.ofDays(1 + any.random().nextInt(40));
    return new BreakdownKey(
        by, any.scope(), any.filter(), from, from.plus(length), any.oneOf(RandomChanges.ZONES));
  }

  private static ZoneId utc() {
    return ZoneId.of("UTC");
  }

  /** Everything that has been spent by a scope, for ever. */
  static SpendKey allOf(Scope scope) {
    return new SpendKey(scope, Period.TOTAL.windowAt(Books.NOON, utc()));
  }
}
