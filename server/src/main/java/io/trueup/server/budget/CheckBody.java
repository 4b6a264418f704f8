package io.trueup.server.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.Denial;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may be made.
 *
 * @param allowed whether every budget has room
 * @param deniedBy the budget that denies it, null if none does
 * @param budgets the ids of all budgets that it would be charged to
 * @param position up to where the log is contained
 */
record CheckBody(
    boolean allowed, @Nullable DeniedBy deniedBy, List<String> budgets, @Nullable Long position) {

  /**
   * A budget that denies a request.
   *
   * @param budgetId which budget
   * @param scope whose spending it counts
   * @param period how often it starts again
   * @param limit the limit in force
   * @param spent what was spent
   * @param reserved what is held
   * @param requested what was asked for
   * @param remaining what is left
   * @param currency of every amount here
   * @param resetsAt when it starts again; absent for {@code total} and {@code per_request}
   * @param deniedByAll all that deny, this one first; absent inside itself
   * @param maxOutputTokensThatFit with how much output the request would pass; absent where even
   *     none would, and for an estimate that is an amount
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeniedBy(
      String budgetId,
      ScopeForm scope,
      Period period,
      Money limit,
      Money spent,
      Money reserved,
      Money requested,
      Money remaining,
      String currency,
      @Nullable Instant resetsAt,
      @Nullable List<DeniedBy> deniedByAll,
      @Nullable Long maxOutputTokensThatFit) {

    static DeniedBy of(Denial denial, String currency) {
      return of(denial, currency, null, null);
    }

    static DeniedBy of(
        Denial denial,
        String currency,
        @Nullable List<DeniedBy> all,
        @Nullable Long maxOutputTokensThatFit) {
      return new DeniedBy(
          denial.budgetId().value(),
          ScopeForm.of(denial.scope()),
          denial.period(),
          denial.limit(),
          denial.spent(),
          denial.reserved(),
          denial.requested(),
          denial.remaining(),
          currency,
          denial.resetsAt().orElse(null),
          all,
          maxOutputTokensThatFit);
    }
  }
}
