package io.trueup.ledger;

import io.trueup.ledger.AlertDelivery.State;
import io.trueup.spend.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many alerts were raised, and what became of them. Immutable; every kind, severity and state
 * has a number.
 *
 * @param byKind by what they are about
 * @param bySeverity by how urgent they are
 * @param open how many nobody has taken note of
 * @param suppressed how many were delivered to nobody
 * @param deliveries how many deliveries are in each state
 */
public record AlertStatistics(
    Map<AlertKind, Long> byKind,
    Map<Severity, Long> bySeverity,
    long open,
    long suppressed,
    Map<State, Long> deliveries) {

  /** Copies the maps, in their order. */
  public AlertStatistics {
    byKind = copy(byKind);
    bySeverity = copy(bySeverity);
    deliveries = copy(deliveries);
  }

  private static <K> Map<K, Long> copy(Map<K, Long> counts) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }

  /** How many alerts there are. */
  public long alerts() {
    return byKind.values().stream().mapToLong(Long::longValue).sum();
  }
}
