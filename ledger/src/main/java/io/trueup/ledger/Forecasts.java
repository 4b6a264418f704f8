package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET_WINDOW;

import io.trueup.ledger.AlertRaising.Candidate;
import io.trueup.ledger.AlertWatch.Found;
import io.trueup.ledger.RecordingMemory.KnownWindow;
import io.trueup.ledger.schema.tables.TrueupBudgetWindow;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Severity;
import io.trueup.spend.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/*
 * The pace is what the window has spent so far, by the time that has passed of it: of a limit L, of
 * which S is spent after a time t, all is spent after t * L / S. That is told if it is before the
 * window's end, once a tenth of the window has passed, but not what is spent already. Two queries for
 * each page of budgets, and one for what was told.
 */
/** Finds budgets that will run out before their windows do. */
final class Forecasts {
  private static final TrueupBudgetWindow W = TRUEUP_BUDGET_WINDOW;
  private static final int LEAST_PART = 10;

  private Forecasts() {}

  static Found find(DSLContext sql, Instant now, String after) {
    List<Budget> budgets = BudgetRows.activeWithWindows(sql, after, AlertWatch.AT_ONCE);
    Optional<String> next =
        budgets.size() < AlertWatch.AT_ONCE
            ? Optional.empty()
            : Optional.of(budgets.get(budgets.size() - 1).id().value());
    Map<KnownWindow, Budget> windows = new HashMap<>();
    budgets.stream()
        .filter(budget -> budget.period() != Period.TOTAL)
        .forEach(budget -> windows.put(windowOf(budget, now), budget));
    if (windows.isEmpty()) {
      return new Found(List.of(), next);
    }
    Set<KnownWindow> told = AlertRows.forecasts(sql, windows.keySet());
    windows.keySet().removeAll(told);
    return new Found(candidates(sql, windows, now), next);
  }

  private static KnownWindow windowOf(Budget budget, Instant now) {
    return new KnownWindow(budget.id().value(), budget.windowAt(now).from().getEpochSecond());
  }

  private static List<Candidate> candidates(
      DSLContext sql, Map<KnownWindow, Budget> windows, Instant now) {
    if (windows.isEmpty()) {
      return List.of();
    }
    return sql
        .select(W.BUDGET, W.WINDOW_FROM, W.SPENT)
        .from(W)
        .where(
            DSL.row(W.BUDGET, W.WINDOW_FROM)
                .in(windows.keySet().stream().map(it -> DSL.row(it.budget(), it.from())).toList()))
        .fetch()
        .stream()
        .map(
            row -> {
              Budget budget = windows.get(new KnownWindow(row.value1(), row.value2()));
              return budget == null ? null : candidate(sql, budget, Money.of(row.value3()), now);
            })
        .filter(it -> it != null)
        .toList();
  }

  private static @Nullable Candidate candidate(
      DSLContext sql, Budget budget, Money spent, Instant now) {
    Window window = budget.windowAt(now);
    Instant end = runsOutAt(window, spent, budget.limit(), now);
    if (end == null || !end.isBefore(window.to())) {
      return null;
    }
    SettingsInForce settings = AlertConfigurations.inForce(sql, budget.scope());
    return settings.settings().enabled()
        ? new Candidate(
            new Alert.Cause(AlertKind.FORECAST, budget.id(), null),
            budget.scope(),
            Alert.Span.of(window),
            Severity.WARNING,
            new Alert.Figures(spent, budget.limit(), null, end),
            settings.settings())
        : null;
  }

  /** When all will be spent; null if that is not known yet, or is so already. */
  static @Nullable Instant runsOutAt(Window window, Money spent, Money limit, Instant now) {
    Duration passed = Duration.between(window.from(), now);
    Duration length = Duration.between(window.from(), window.to());
    boolean isEarly = passed.multipliedBy(LEAST_PART).compareTo(length) < 0;
    if (isEarly || !spent.isPositive() || spent.compareTo(limit) >= 0) {
      return null;
    }
    BigDecimal seconds =
        BigDecimal.valueOf(passed.toSeconds())
            .multiply(limit.amount())
            .divide(spent.amount(), 0, RoundingMode.CEILING);
    boolean isFar = seconds.compareTo(BigDecimal.valueOf(length.toSeconds())) >= 0;
    return isFar ? window.to() : window.from().plusSeconds(seconds.longValueExact());
  }
}
