package io.trueup.server.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.ledger.EstimatedCost;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.Denial;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param maxOutputTokensThatFit with how much output the request would pass; absent where even none
 *     would, and for an estimate that is an amount
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DenialBody(
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
    @Nullable List<DenialBody> deniedByAll,
    @Nullable Long maxOutputTokensThatFit) {

  /** The budget to name first, and all others that deny. */
  static DenialBody of(Verdict.Denied verdict, EstimatedCost asked, String currency) {
    List<DenialBody> all =
        verdict.denials().stream().map(it -> of(it, currency, null, null)).toList();
    Money room =
        verdict.denials().stream().map(Denial::remaining).min(Money::compareTo).orElse(Money.ZERO);
    return of(verdict.first(), currency, all, asked.outputThatFits(room));
  }

  private static DenialBody of(
      Denial denial,
      String currency,
      @Nullable List<DenialBody> all,
      @Nullable Long maxOutputTokensThatFit) {
    return new DenialBody(
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

  /** What stands in a problem beside its title. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("budget_id", budgetId);
    fields.put("scope", scope);
    fields.put("period", period);
    fields.put("limit", limit);
    fields.put("spent", spent);
    fields.put("reserved", reserved);
    fields.put("requested", requested);
    fields.put("remaining", remaining);
    fields.put("currency", currency);
    putIfKnown(fields, "resets_at", resetsAt);
    putIfKnown(fields, "denied_by_all", deniedByAll);
    putIfKnown(fields, "max_output_tokens_that_fit", maxOutputTokensThatFit);
    return fields;
  }

  private static void putIfKnown(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
