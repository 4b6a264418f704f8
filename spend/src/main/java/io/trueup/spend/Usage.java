package io.trueup.spend;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much of each unit was used. Totals include their parts: {@code input_tokens} counts the
 * cached ones too. A unit that is absent counts zero, and a count of zero is the same as absence.
 * Immutable.
 */
public final class Usage {

  /** The highest count of one unit that is accepted, 10<sup>12</sup>. */
  public static final long MAX_COUNT = 1_000_000_000_000L;

  /** Nothing was used. */
  public static final Usage NONE = new Usage(new EnumMap<>(Unit.class));

  private final Map<Unit, Long> counts;

  private Usage(EnumMap<Unit, Long> counts) {
    counts.values().removeIf(count -> count == 0);
    this.counts = Collections.unmodifiableMap(counts);
  }

  /**
   * Usage of these counts.
   *
   * @throws InvalidInputException if a count is negative or above {@link #MAX_COUNT}, naming all
   *     such units as {@code usage.<unit>}
   */
  public static Usage of(Map<Unit, Long> counts) {
    Violations violations = new Violations();
    EnumMap<Unit, Long> checked = new EnumMap<>(Unit.class);
    counts.forEach((unit, count) -> checked.put(unit, checkCount(violations, unit, count)));
    violations.throwIfAny();
    return new Usage(checked);
  }

  /**
   * Usage of these counts by the names of their units.
   *
   * @throws InvalidInputException if a name is unknown or a count is out of bounds, naming all
   */
  public static Usage ofWireNames(Map<String, Long> counts) {
    Violations violations = new Violations();
    EnumMap<Unit, Long> known = new EnumMap<>(Unit.class);
    counts.forEach(
        (name, count) -> violations.check(() -> known.put(Unit.ofWireName(name), count)));
    violations.check(() -> of(known)).throwIfAny();
    return of(known);
  }

  /** Usage of one unit; see {@link #of(Map)}. */
  public static Usage of(Unit unit, long count) {
    return of(Map.of(unit, count));
  }

  /**
   * A sum over many requests, so that {@link #MAX_COUNT} does not bound it.
   *
   * @throws InvalidInputException if a count is negative
   */
  public static Usage sum(Map<Unit, Long> counts) {
    EnumMap<Unit, Long> copy = new EnumMap<>(Unit.class);
    copy.putAll(counts);
    copy.forEach(
        (unit, count) -> {
          if (count < 0) {
            throw new InvalidInputException("usage." + unit.wireName(), "must be 0 or more");
          }
        });
    return new Usage(copy);
  }

  /** How much of {@code unit} was used, 0 or more. */
  public long get(Unit unit) {
    return counts.getOrDefault(unit, 0L);
  }

  /** The counts that are not zero, in the catalogue's order; unmodifiable. */
  public Map<Unit, Long> counts() {
    return counts;
  }

  /** The counts that are not zero by the names of their units, in the catalogue's order. */
  public Map<String, Long> byWireName() {
    Map<String, Long> names = new LinkedHashMap<>();
    counts.forEach((unit, count) -> names.put(unit.wireName(), count));
    return Collections.unmodifiableMap(names);
  }

  /** Whether nothing was used. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /**
   * The sum, unit by unit. A sum may be above {@link #MAX_COUNT}, which bounds one request.
   *
   * @throws ArithmeticException if a sum is above {@link Long#MAX_VALUE}
   */
  public Usage plus(Usage other) {
    EnumMap<Unit, Long> sum = new EnumMap<>(Unit.class);
    sum.putAll(counts);
    other.counts.forEach((unit, count) -> sum.merge(unit, count, Math::addExact));
    return new Usage(sum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Usage it && it.counts.equals(counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return byWireName().toString();
  }

  private static long checkCount(Violations violations, Unit unit, long count) {
    violations.refuseIf(
        count < 0 || count > MAX_COUNT,
        "usage." + unit.wireName(),
        "must be 0 to 1000000000000, is " + count);
    return count;
  }
}
