package io.trueup.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A breakdown in the making. Not thread-safe. */
final class BreakdownSums {
  private final Map<@Nullable String, SpendTotals> groups = new HashMap<>();
  private SpendTotals total = SpendTotals.NONE;

  BreakdownSums() {}

  BreakdownSums(Breakdown start) {
    groups.putAll(start.groups());
    total = start.total();
  }

  void add(@Nullable String group, SpendTotals totals) {
    groups.merge(group, totals, SpendTotals::plus);
    total = total.plus(totals);
  }

  Breakdown toBreakdown() {
    return new Breakdown(groups, total);
  }
}
