package io.trueup.server.alerts;

import io.trueup.ledger.AlertStatistics;
import io.trueup.server.http.TimeRange;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many alerts were raised in a time, and what became of them.
 *
 * @param from raised not before
 * @param to raised before
 * @param alerts how many
 * @param open how many nobody has taken note of
 * @param suppressed how many were delivered to nobody
 * @param byKind by what they are about
 * @param bySeverity by how urgent they are
 * @param deliveries how many deliveries stand how
 */
record StatisticsBody(
    Instant from,
    Instant to,
    long alerts,
    long open,
    long suppressed,
    Map<String, Long> byKind,
    Map<String, Long> bySeverity,
    Map<String, Long> deliveries) {

  static StatisticsBody of(TimeRange range, AlertStatistics found) {
    return new StatisticsBody(
        range.from(),
        range.to(),
        found.alerts(),
        found.open(),
        found.suppressed(),
        named(found.byKind()),
        named(found.bySeverity()),
        named(found.deliveries()));
  }

  private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> counts) {
    Map<String, Long> named = new LinkedHashMap<>();
    counts.forEach((constant, count) -> named.put(constant.name().toLowerCase(Locale.ROOT), count));
    return named;
  }
}
