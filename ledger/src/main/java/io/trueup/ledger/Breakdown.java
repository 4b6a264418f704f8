package io.trueup.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spending by groups. Immutable.
 *
 * @param groups the sums of each group, in no certain order; the key of records without a user or
 *     project is null
 * @param total of everything
 */
public record Breakdown(Map<@Nullable String, SpendTotals> groups, SpendTotals total) {
  /** How many groups an answer may have. */
  public static final int MAX_GROUPS = 100_000;

  /** Copies the map. */
  public Breakdown {
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    if (groups.size() > MAX_GROUPS) {
      throw new LedgerException(
          "the breakdown has more than " + MAX_GROUPS + " groups: ask for a shorter time", null);
    }
  }
}
