package io.trueup.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction changed of what is held. Immutable.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param deltas each budget, window and expiry once
 */
public record HoldChanges(long atMillis, List<HoldDelta> deltas) {
  /** Nothing was changed. */
  public static final HoldChanges NONE = new HoldChanges(0, List.of());

  /** Copies the list. */
  public HoldChanges {
    deltas = List.copyOf(deltas);
  }

  /** The deltas summed by budget, window and expiry. */
  static HoldChanges of(long atMillis, List<HoldDelta> deltas) {
    Map<HoldDelta.Key, HoldDelta> sums = new LinkedHashMap<>();
    deltas.forEach(delta -> sums.merge(delta.key(), delta, HoldDelta::plus));
    return new HoldChanges(atMillis, List.copyOf(sums.values()));
  }

  /** Whether nothing was changed. */
  public boolean isEmpty() {
    return deltas.isEmpty();
  }

  List<HoldDelta> of(StatusKey key) {
    return deltas.stream().filter(delta -> delta.isOf(key)).toList();
  }
}
