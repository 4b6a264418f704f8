package io.trueup.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A breakdown in the making: of more groups than are kept, the total alone. The same groups give
 * the same breakdown, however they were added. Not thread-safe.
 */
final class BreakdownSums {
  private final Map<@Nullable String, SpendTotals> groups = new HashMap<>();
  private SpendTotals total = SpendTotals.NONE;
  private boolean complete = true;

  BreakdownSums() {}

  BreakdownSums(Breakdown start) {
    groups.putAll(start.groups());
    total = start.total();
    complete = start.complete();
  }

  void add(@Nullable String group, SpendTotals totals) {
    total = total.plus(totals);
    if (complete) {
      groups.merge(group, totals, SpendTotals::plus);
      if (groups.size() > Breakdown.MAX_GROUPS) {
        groups.clear();
        complete = false;
      }
    }
  }

  Breakdown toBreakdown() {
    return new Breakdown(groups, total, complete);
  }
}
