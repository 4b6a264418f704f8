package io.trueup.server.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.Budget;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Thresholds;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it is answered.
 *
 * @param id its id
 * @param name for people
 * @param scope whose spending counts
 * @param period how often counting starts again
 * @param limit its own limit, without temporary increases
 * @param currency of the limit
 * @param enforcement whether it denies
 * @param timeZone of its windows
 * @param thresholds the percentages at which alerts are raised
 * @param failPolicy what to do when nobody can say whether there is room
 * @param active whether it counts
 * @param filter which models count; null: all
 * @param version rises with every change; also the entity tag
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 * @param position of the change, or up to where a read looked; absent in lists
 */
record BudgetBody(
    String id,
    String name,
    ScopeForm scope,
    Period period,
    Money limit,
    String currency,
    Enforcement enforcement,
    ZoneId timeZone,
    Thresholds thresholds,
    FailPolicy failPolicy,
    boolean active,
    @Nullable ModelFilter filter,
    long version,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position) {

  static BudgetBody of(Budget budget, String currency, @Nullable Long position) {
    ModelFilter filter = budget.filter();
    return new BudgetBody(
        budget.id().value(),
        budget.name(),
        ScopeForm.of(budget.scope()),
        budget.period(),
        budget.limit(),
        currency,
        budget.enforcement(),
        budget.zone(),
        budget.thresholds(),
        budget.failPolicy(),
        budget.active(),
        filter.equals(ModelFilter.ANY) ? null : filter,
        budget.version(),
        budget.createdAt(),
        budget.updatedAt(),
        position);
  }
}
