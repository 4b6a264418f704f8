package io.trueup.spend;

import java.time.Instant;

/**
 * So much more may be spent of a budget until an instant. Ends by itself. Immutable.
 *
 * @param id unique within the budget, 1 to 200 characters
 * @param amount how much more, above 0
 * @param until when it ends, exclusive
 */
public record Increase(String id, Money amount, Instant until) {

  /** Checks id and amount. */
  public Increase {
    Violations violations = new Violations();
    violations.check(() -> Identifiers.check("id", id));
    violations
        .refuseIf(!amount.isPositive(), "amount", "must be above 0, is " + amount)
        .throwIfAny();
  }

  /** Whether it counts at this instant. */
  public boolean isInForce(Instant at) {
    return at.isBefore(until);
  }
}
