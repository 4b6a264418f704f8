package io.trueup.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spending by groups, as it is cached. Immutable.
 *
 * @param groups the sums of each group, in no certain order; the key of records without a user,
 *     project or conversation is null. None if there are more than {@link #MAX_GROUPS}
 * @param total of everything, whether or not the groups are here
 * @param complete whether the groups are here
 */
public record Breakdown(
    Map<@Nullable String, SpendTotals> groups, SpendTotals total, boolean complete) {
  /**
   * How many groups are kept in memory. Of an answer with more only the total is; its pages come
   * from the database.
   */
  public static final int MAX_GROUPS = 2_000;

  /** Copies the map. */
  public Breakdown {
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    if (groups.size() > MAX_GROUPS) {
      throw new IllegalArgumentException("groups: must be at most " + MAX_GROUPS);
    }
  }
}
