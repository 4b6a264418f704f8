package io.trueup.server.budget;

import io.trueup.server.http.WindowBody;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a budget stands.
 *
 * @param budgetId which budget
 * @param window in which window
 * @param limit the limit in force, temporary increases included
 * @param baseLimit the budget's own limit
 * @param increases the temporary increases in force
 * @param spent what was spent in the window
 * @param reserved what is held beside it, what is leased included
 * @param leased how much of that is lent to nodes, to admit from in memory
 * @param remaining what may still be spent, 0 or more
 * @param percentUsed spent of the limit in force, rounded down to two digits
 * @param overrun how much of what was spent no reservation had held
 * @param currency of every amount here
 * @param asOf when this was so
 * @param position up to where the log is contained
 */
record StatusBody(
    String budgetId,
    WindowBody window,
    Money limit,
    Money baseLimit,
    List<Increase> increases,
    Money spent,
    Money reserved,
    Money leased,
    Money remaining,
    BigDecimal percentUsed,
    Money overrun,
    String currency,
    Instant asOf,
    @Nullable Long position) {

  /**
   * A temporary increase of a limit.
   *
   * @param id its id
   * @param amount how much more may be spent
   * @param until when it ends
   */
  record Increase(String id, Money amount, Instant until) {}

  static StatusBody of(
      BudgetStatus status,
      Instant at,
      WindowBody window,
      String currency,
      Instant asOf,
      @Nullable Long position) {
    return new StatusBody(
        status.budget().id().value(),
        window,
        status.limit(),
        status.budget().limit(),
        increases(status.budget(), at),
        status.spent(),
        status.reserved(),
        status.leased(),
        status.remaining(),
        status.percentUsed(),
        status.overrun(),
        currency,
        asOf,
        position);
  }

  private static List<Increase> increases(Budget budget, Instant at) {
    return budget.increases().stream()
        .filter(it -> it.isInForce(at))
        .map(it -> new Increase(it.id(), it.amount(), it.until()))
        .toList();
  }
}
