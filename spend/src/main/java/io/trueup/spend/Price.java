package io.trueup.spend;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * What one quantity of a unit costs, such as a million tokens. Immutable.
 *
 * @param base the price below every tier, 0 or more
 * @param tiers prices of larger requests, by ascending start
 */
public record Price(BigDecimal base, List<Tier> tiers) {

  private static final int MAX_INTEGER_DIGITS = 9;
  private static final int MAX_FRACTION_DIGITS = 17;
  private static final int MAX_TIERS = 100;

  /** Strips trailing zeros, sorts the tiers, and checks the bounds: 9 digits before, 17 after. */
  public Price {
    base = checked(base);
    tiers = tiers.stream().sorted(Comparator.comparingLong(Tier::start)).toList();
    new Violations()
        .refuseIf(tiers.size() > MAX_TIERS, "tiers", "must be at most " + MAX_TIERS)
        .refuseIf(
            tiers.stream().map(Tier::start).distinct().count() < tiers.size(),
            "tiers",
            "must not start twice at the same count")
        .throwIfAny();
  }

  /** The same price for requests of every size. */
  public static Price of(BigDecimal base) {
    return new Price(base, List.of());
  }

  /** The price in a request with so many input tokens in total: a tier starts above its start. */
  public BigDecimal at(long inputTokens) {
    BigDecimal price = base;
    for (Tier tier : tiers) {
      if (inputTokens > tier.start()) {
        price = tier.price();
      }
    }
    return price;
  }

  private static BigDecimal checked(BigDecimal price) {
    BigDecimal plain = price.stripTrailingZeros();
    long integerDigits = (long) plain.precision() - plain.scale();
    if (plain.signum() < 0
        || integerDigits > MAX_INTEGER_DIGITS
        || plain.scale() > MAX_FRACTION_DIGITS) {
      throw new InvalidInputException(
          "price", "must be 0 or more, with at most 9 digits before and 17 after the point");
    }
    return plain;
  }

  /**
   * The price of every unit in requests above a size.
   *
   * @param start total input tokens, cached ones included, above which this counts; 0 or more
   * @param price 0 or more
   */
  public record Tier(long start, BigDecimal price) {

    /** Strips trailing zeros and checks the bounds. */
    public Tier {
      price = checked(price);
      if (start < 0) {
        throw new InvalidInputException("tiers.start", "must be 0 or more, is " + start);
      }
    }
  }
}
