package io.trueup.ledger;

import io.trueup.spend.Money;
import io.trueup.spend.Usage;

/**
 * Sums of recorded usage. Immutable.
 *
 * @param cost what it cost
 * @param requests how many requests it was
 * @param usage how much was used, by unit
 */
public record SpendTotals(Money cost, long requests, Usage usage) {
  /** Nothing. */
  public static final SpendTotals NONE = new SpendTotals(Money.ZERO, 0, Usage.NONE);

  /** Both together. */
  public SpendTotals plus(SpendTotals other) {
    return new SpendTotals(
        cost.plus(other.cost), Math.addExact(requests, other.requests), usage.plus(other.usage));
  }
}
