package io.trueup.server.budget;

import io.trueup.server.http.Range;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Thresholds;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it is sent.
 *
 * @param name for people, at most 200 characters
 * @param scope whose spending counts
 * @param period how often counting starts again
 * @param limit 0 or more; 0 denies everything that costs
 * @param enforcement whether it denies; {@code hard} where absent
 * @param timeZone of its windows; {@code UTC} where absent
 * @param thresholds the percentages at which alerts are raised; 80 and 100 where absent
 * @param failPolicy what to do when nobody can say whether there is room; {@code closed} where
 *     absent, unless the setting {@code trueup.budgets.fail-policy} says otherwise
 * @param active whether it counts; {@code true} where absent
 * @param filter which models count; all where absent
 */
record BudgetForm(
    @Nullable String name,
    ScopeForm scope,
    Period period,
    @Range Money limit,
    @Nullable Enforcement enforcement,
    @Nullable ZoneId timeZone,
    @Nullable Thresholds thresholds,
    @Nullable FailPolicy failPolicy,
    @Nullable Boolean active,
    @Nullable ModelFilter filter) {

  static BudgetForm of(Budget budget) {
    ModelFilter filter = budget.filter();
    return new BudgetForm(
        budget.name(),
        ScopeForm.of(budget.scope()),
        budget.period(),
        budget.limit(),
        budget.enforcement(),
        budget.zone(),
        budget.thresholds(),
        budget.failPolicy(),
        budget.active(),
        filter.equals(ModelFilter.ANY) ? null : filter);
  }

  /** The budget as it is, changed to what is said here; its increases stay. */
  Budget applyTo(Budget old, FailPolicy usual) {
    return toBudget(old.id(), usual).toBuilder().increases(old.increases()).build();
  }

  /** The budget; version and times are the ledger's to set. */
  Budget toBudget(BudgetId id, FailPolicy usual) {
    return Budget.builder(id, scope.toScope(), period, limit)
        .name(Objects.requireNonNullElse(name, ""))
        .enforcement(Objects.requireNonNullElse(enforcement, Enforcement.HARD))
        .zone(Objects.requireNonNullElse(timeZone, ZoneOffset.UTC))
        .thresholds(Objects.requireNonNullElse(thresholds, Thresholds.DEFAULT))
        .failPolicy(Objects.requireNonNullElse(failPolicy, usual))
        .active(Objects.requireNonNullElse(active, true))
        .filter(Objects.requireNonNullElse(filter, ModelFilter.ANY))
        .build();
  }
}
