package io.trueup.ledger;

import io.trueup.spend.Money;
import io.trueup.spend.Usage;

/**
 * What was added to one rollup. Immutable.
 *
 * @param key which rollup
 * @param totals how much
 */
public record RollupDelta(RollupKey key, SpendTotals totals) {
  static RollupDelta of(RollupKey key, Money cost, Usage usage) {
    return new RollupDelta(key, new SpendTotals(cost, 1, usage));
  }
}
