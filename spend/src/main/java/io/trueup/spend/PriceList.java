package io.trueup.spend;

import java.time.Instant;
import java.util.List;

/**
 * A model's prices, each with its condition. Immutable.
 *
 * @param prices at least one, at most 1 000; the last one whose condition holds counts, and the
 *     first one where none holds
 */
public record PriceList(List<Conditional> prices) {

  private static final int MAX_PRICES = 1_000;

  /** Copies and checks the list. */
  public PriceList {
    prices = List.copyOf(prices);
    if (prices.isEmpty() || prices.size() > MAX_PRICES) {
      throw new InvalidInputException("prices", "must be 1 to " + MAX_PRICES);
    }
  }

  /** Prices that always hold. */
  public static PriceList of(UnitPrices prices) {
    return new PriceList(List.of(new Conditional(new PriceCondition.Always(), prices)));
  }

  /** The prices for a request of that instant. */
  public UnitPrices at(Instant instant) {
    for (int i = prices.size() - 1; i > 0; i--) {
      if (prices.get(i).condition().holdsAt(instant)) {
        return prices.get(i).prices();
      }
    }
    return prices.get(0).prices();
  }

  /**
   * Prices under a condition.
   *
   * @param condition when they hold
   * @param prices what units cost then
   */
  public record Conditional(PriceCondition condition, UnitPrices prices) {}
}
