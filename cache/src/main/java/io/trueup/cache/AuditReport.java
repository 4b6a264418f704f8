package io.trueup.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * What comparing cached values with recomputed ones found. Immutable.
 *
 * @param checked pairs compared
 * @param equal pairs that were the same
 * @param moved entries left out because a change touched them while they were compared
 * @param differences the keys of unequal pairs with both values, at most {@value #MAX_DIFFERENCES}
 */
public record AuditReport(long checked, long equal, long moved, List<String> differences) {
  static final int MAX_DIFFERENCES = 20;

  /** Nothing checked. */
  public static final AuditReport NONE = new AuditReport(0, 0, 0, List.of());

  /** Copies the list. */
  public AuditReport {
    differences = List.copyOf(differences);
  }

  /** Pairs that were not the same: an alarm if not 0. */
  public long different() {
    return checked - equal;
  }

  /** Both together. */
  public AuditReport and(AuditReport other) {
    List<String> all = new ArrayList<>(differences);
    all.addAll(other.differences);
    return new AuditReport(
        checked + other.checked,
        equal + other.equal,
        moved + other.moved,
        all.subList(0, Math.min(all.size(), MAX_DIFFERENCES)));
  }
}
