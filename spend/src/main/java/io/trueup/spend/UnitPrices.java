package io.trueup.spend;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/*
 * Charging by containment.
 *
 * Every count is charged once, at its most specific price. For each priced unit, from the most
 * specific to the least, its own count is what it counts minus the own counts of all priced units
 * that it contains. Taking own counts away, not the counts as given, is inclusion and exclusion
 * (Rota 1964): cached audio is taken out of the input once, not once as cached and once as audio.
 *
 * That is well defined only if priced units that overlap have a price for what they share, and the
 * constructor refuses prices without it rather than charge such a count twice or guess. In turn
 * usage whose parts count more than their whole is refused, never charged as if it were less.
 */

/**
 * What a model's units cost. A unit without a price of its own costs what the priced units that
 * contain it cost, and nothing if there are none; without any price a model is free. Immutable.
 */
public final class UnitPrices {

  /** Everything is free. */
  public static final UnitPrices FREE = new UnitPrices(new EnumMap<>(Unit.class));

  private static final String NEEDED = "is needed, because two of the prices overlap in it";

  private final Map<Unit, Price> prices;

  private UnitPrices(EnumMap<Unit, Price> prices) {
    this.prices = Collections.unmodifiableMap(prices);
  }

  /**
   * These prices.
   *
   * @throws InvalidInputException if two priced units overlap without containing each other and
   *     what they share has no price, naming all such as {@code unit_prices.<key>}
   */
  public static UnitPrices of(Map<Unit, Price> prices) {
    EnumMap<Unit, Price> copy = new EnumMap<>(Unit.class);
    copy.putAll(prices);
    checkOverlaps(copy.keySet());
    return new UnitPrices(copy);
  }

  /**
   * These prices by the catalogue's keys, such as {@code input_mtok}.
   *
   * @throws InvalidInputException if a key is unknown, or as {@link #of}
   */
  public static UnitPrices ofPriceKeys(Map<String, Price> prices) {
    Violations violations = new Violations();
    EnumMap<Unit, Price> known = new EnumMap<>(Unit.class);
    prices.forEach((key, price) -> violations.check(() -> known.put(Unit.ofPriceKey(key), price)));
    violations.throwIfAny();
    return of(known);
  }

  /** The prices by unit, in the catalogue's order; unmodifiable. */
  public Map<Unit, Price> prices() {
    return prices;
  }

  /** The prices by the catalogue's keys, in the catalogue's order; unmodifiable. */
  public Map<String, Price> byPriceKey() {
    Map<String, Price> keys = new LinkedHashMap<>();
    prices.forEach((unit, price) -> keys.put(unit.priceKey(), price));
    return Collections.unmodifiableMap(keys);
  }

  /**
   * What {@code usage} costs. Where requests have a price, usage without a count of them is one.
   *
   * <p>Exact, but for prices per hour: their part of a sum may not end, and is rounded half even at
   * 26 digits, once for each of the three sums. O(p²) in the number of priced units.
   *
   * @throws InvalidUsageException if a part counts more than a priced unit that contains it, or
   *     parts together count more than their whole
   */
  public Charge charge(Usage usage) {
    if (prices.isEmpty()) {
      return Charge.FREE;
    }
    Map<Unit, Long> own = ownCounts(usage);
    long inputTokens = usage.get(Unit.INPUT_TOKENS);
    return new Charge(
        sum(own, inputTokens, unit -> true),
        sum(own, inputTokens, Unit::isInput),
        sum(own, inputTokens, Unit::isOutput));
  }

  /** The total of {@link #charge}, without its parts. */
  public Money cost(Usage usage) {
    return sum(ownCounts(usage), usage.get(Unit.INPUT_TOKENS), unit -> true);
  }

  private void checkParts(Usage usage) {
    for (Unit part : usage.counts().keySet()) {
      for (Unit whole : prices.keySet()) {
        if (whole.contains(part) && usage.get(whole) < usage.get(part)) {
          throw new InvalidUsageException(
              usage,
              whole,
              "must be at least %d, because totals include their parts and %s is that many"
                  .formatted(usage.get(part), part.wireName()));
        }
      }
    }
  }

  private Map<Unit, Long> ownCounts(Usage usage) {
    checkParts(usage);
    Map<Unit, Long> own = new EnumMap<>(Unit.class);
    for (Unit unit : prices.keySet()) {
      putOwnCount(own, unit, usage);
    }
    return own;
  }

  private long putOwnCount(Map<Unit, Long> own, Unit whole, Usage usage) {
    Long known = own.get(whole);
    if (known != null) {
      return known;
    }
    long count = counted(whole, usage);
    for (Unit part : Unit.parts(whole)) {
      count -= prices.containsKey(part) ? putOwnCount(own, part, usage) : 0;
    }
    if (count < 0) {
      throw tooManyParts(usage, whole, -count);
    }
    own.put(whole, count);
    return count;
  }

  private static long counted(Unit unit, Usage usage) {
    long count = usage.get(unit);
    return unit == Unit.REQUESTS && count == 0 ? 1 : count;
  }

  private static InvalidUsageException tooManyParts(Usage usage, Unit whole, long excess) {
    return new InvalidUsageException(
        usage,
        whole,
        "is %d less than its parts together; where two parts overlap, count what they share too"
            .formatted(excess));
  }

  private Money sum(Map<Unit, Long> own, long inputTokens, Predicate<Unit> part) {
    BigDecimal exact = BigDecimal.ZERO;
    BigDecimal overHours = BigDecimal.ZERO;
    for (Map.Entry<Unit, Long> each : own.entrySet()) {
      Unit unit = each.getKey();
      if (each.getValue() > 0 && part.test(unit)) {
        BigDecimal count = BigDecimal.valueOf(each.getValue());
        BigDecimal product = priceOf(unit, inputTokens).multiply(count);
        if (unit.family() == UnitFamily.DURATIONS) {
          overHours = overHours.add(product);
        } else {
          exact = exact.add(product.scaleByPowerOfTen(-unit.family().powerOfTen()));
        }
      }
    }
    return Money.of(overHours.signum() == 0 ? exact : exact.add(perHour(overHours)));
  }

  private BigDecimal priceOf(Unit unit, long inputTokens) {
    return Optional.ofNullable(prices.get(unit)).orElseThrow().at(inputTokens);
  }

  private static BigDecimal perHour(BigDecimal product) {
    return product.divide(
        BigDecimal.valueOf(UnitFamily.DURATIONS.per()),
        Money.MAX_FRACTION_DIGITS,
        RoundingMode.HALF_EVEN);
  }

  private static void checkOverlaps(Set<Unit> priced) {
    Violations violations = new Violations();
    overlaps(priced)
        .filter(shared -> !priced.contains(shared))
        .distinct()
        .forEach(shared -> violations.refuse("unit_prices." + shared.priceKey(), NEEDED));
    violations.throwIfAny();
  }

  private static Stream<Unit> overlaps(Set<Unit> priced) {
    return priced.stream()
        .flatMap(one -> priced.stream().flatMap(other -> one.sharedWith(other).stream()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnitPrices it && it.prices.equals(prices);
  }

  @Override
  public int hashCode() {
    return prices.hashCode();
  }

  @Override
  public String toString() {
    return byPriceKey().toString();
  }
}
