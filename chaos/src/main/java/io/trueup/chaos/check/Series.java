package io.trueup.chaos.check;

import java.math.BigDecimal;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What something was at each position of the log. One thread at a time. */
final class Series {
  private final NavigableMap<Long, String> values = new TreeMap<>();

  /** One that was this before the first change. */
  Series(String first) {
    values.put(-1L, first);
  }

  /** From this position on it is this. */
  void set(long position, String value) {
    values.put(position, value);
  }

  /**
   * From this position on it is so much more. What became visible late adds to all after it, so
   * that one disorder is not reported for ever.
   */
  void add(long position, BigDecimal more) {
    UnaryOperator<String> sum = old -> text(new BigDecimal(old).add(more));
    values.put(position, values.floorEntry(position).getValue());
    values.tailMap(position, true).replaceAll((at, old) -> sum.apply(old));
  }

  /** A number as texts of it are compared. */
  static String text(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /**
   * Whether it was this at a position that contains everything up to one place and nothing after
   * another.
   */
  boolean was(String value, long everythingUpTo, long nothingAfter) {
    long from = values.floorKey(everythingUpTo);
    return from <= nothingAfter
        && values.subMap(from, true, nothingAfter, true).containsValue(value);
  }

  /** The greatest number that it was between these. */
  BigDecimal most(long everythingUpTo, long nothingAfter) {
    return within(everythingUpTo, nothingAfter).values().stream()
        .map(Series::number)
        .max(BigDecimal::compareTo)
        .orElseThrow();
  }

  /** The greatest number that it ever was until there; not those at which it was absent. */
  BigDecimal mostEver(long nothingAfter) {
    return values.headMap(nothingAfter, true).values().stream()
        .filter(value -> !value.equals(History.ABSENT))
        .map(BigDecimal::new)
        .max(BigDecimal::compareTo)
        .orElse(BigDecimal.valueOf(Long.MAX_VALUE));
  }

  /** The least number that it was between these. */
  BigDecimal least(long everythingUpTo, long nothingAfter) {
    return within(everythingUpTo, nothingAfter).values().stream()
        .map(Series::number)
        .min(BigDecimal::compareTo)
        .orElseThrow();
  }

  private Map<Long, String> within(long everythingUpTo, long nothingAfter) {
    long from = values.floorKey(everythingUpTo);
    return values.subMap(from, true, Math.max(nothingAfter, from), true);
  }

  /** A limit that is not there limits nothing. */
  private static BigDecimal number(String value) {
    return value.equals(History.ABSENT)
        ? BigDecimal.valueOf(Long.MAX_VALUE)
        : new BigDecimal(value);
  }

  /** What it is now. */
  String last() {
    return values.lastEntry().getValue();
  }

  /** For a report: what it was around there. */
  String around(long everythingUpTo, long nothingAfter) {
    long from = values.floorKey(everythingUpTo);
    Long before = values.lowerKey(from);
    Long after = values.higherKey(Math.max(from, nothingAfter));
    return values
        .subMap(before == null ? from : before, true, after == null ? Long.MAX_VALUE : after, true)
        .toString();
  }
}
