package io.trueup.spend;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a budget stands in one of its windows. Immutable.
 *
 * @param budget the budget
 * @param limit the limit in force, temporary increases included; 0 or more
 * @param window the window; absent exactly for {@link Period#PER_REQUEST}
 * @param spent what was spent in the window; 0 for {@link Period#PER_REQUEST}
 * @param reserved what is held beside it, what is leased included; 0 or more
 * @param leased how much of that is lent to nodes, to admit from in memory
 * @param overrun how much of what was spent no reservation had held; 0 or more
 */
public record BudgetStatus(
    Budget budget,
    Money limit,
    @Nullable Window window,
    Money spent,
    Money reserved,
    Money leased,
    Money overrun) {

  /** Checks that amounts and window fit the budget. */
  public BudgetStatus {
    new Violations()
        .refuseIf(limit.isNegative(), "limit", "must be 0 or more, is " + limit)
        .refuseIf(reserved.isNegative(), "reserved", "must be 0 or more, is " + reserved)
        .refuseIf(
            leased.isNegative() || leased.compareTo(reserved) > 0,
            "leased",
            "must be 0 to reserved, is " + leased)
        .refuseIf(overrun.isNegative(), "overrun", "must be 0 or more, is " + overrun)
        .refuseIf(
            budget.period().hasWindows() == (window == null),
            "window",
            "must be absent exactly for per_request budgets")
        .throwIfAny();
  }

  /** What a request may cost by a budget {@link Period#PER_REQUEST} at this instant. */
  public static BudgetStatus ofEachRequest(Budget budget, Instant at) {
    return new BudgetStatus(
        budget, budget.limitAt(at), null, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);
  }

  /** The same if everything that is lent were called back. */
  public BudgetStatus withoutLeases() {
    return new BudgetStatus(
        budget, limit, window, spent, reserved.minus(leased), Money.ZERO, overrun);
  }

  /** What may still be spent: limit − spent − reserved, but never below 0. */
  public Money remaining() {
    return limit.minus(spent).minus(reserved).max(Money.ZERO);
  }

  /**
   * What was spent of the limit, in percent, rounded down to two digits so that 100 is never shown
   * too soon. Of a limit of 0 it is 100 once something was spent, and 0 before.
   */
  public BigDecimal percentUsed() {
    if (limit.equals(Money.ZERO)) {
      return spent.isPositive() ? BigDecimal.valueOf(100) : BigDecimal.ZERO;
    }
    return spent.amount().movePointRight(2).divide(limit.amount(), 2, RoundingMode.DOWN);
  }

  /** Whether {@code cost} fits: it is free, or spent + reserved + cost ≤ limit. */
  public boolean hasRoomFor(Money cost) {
    return !cost.isPositive() || spent.plus(reserved).plus(cost).compareTo(limit) <= 0;
  }

  /** When counting starts again; absent for {@code total} and {@code per_request}. */
  public Optional<Instant> resetsAt() {
    return window == null ? Optional.empty() : window.resetsAt();
  }
}
