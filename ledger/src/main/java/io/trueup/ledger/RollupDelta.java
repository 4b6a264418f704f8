package io.trueup.ledger;

import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What was added to one rollup, by one conversation or without one. Immutable.
 *
 * @param key which rollup
 * @param conversation in which conversation; null for requests without one
 * @param totals how much
 */
public record RollupDelta(RollupKey key, @Nullable String conversation, SpendTotals totals) {

  /** What requests without a conversation added. */
  public RollupDelta(RollupKey key, SpendTotals totals) {
    this(key, null, totals);
  }

  static RollupDelta of(RollupKey key, @Nullable String conversation, Money cost, Usage usage) {
    return new RollupDelta(key, conversation, new SpendTotals(cost, 1, usage));
  }
}
