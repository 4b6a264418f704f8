package io.trueup.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a breakdown. Immutable.
 *
 * @param groups by cost, the highest first, then by key; days and hours by time
 * @param total of everything, not of this page alone
 * @param nextCursor what to ask with for the groups after these; null at the end
 */
public record BreakdownPage(List<Group> groups, SpendTotals total, @Nullable String nextCursor) {

  /** Copies the list. */
  public BreakdownPage {
    groups = List.copyOf(groups);
  }

  /**
   * What a group spent. Immutable.
   *
   * @param key the group; null for records without a user, project or conversation
   * @param totals its sums
   */
  public record Group(@Nullable String key, SpendTotals totals) {
    /** As databases have it: the empty text sorts first, and is no id. */
    String sortKey() {
      return key == null ? "" : key;
    }
  }
}
