package io.trueup.server.prices;

import io.trueup.server.http.Faults;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Price;
import io.trueup.spend.UnitPrices;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An own price as it is sent.
 *
 * @param effectiveFrom from when on it holds; from now on where absent
 * @param unitPrices plain decimals by the catalogue's keys, such as {@code input_mtok}
 */
record PriceForm(@Nullable Instant effectiveFrom, Map<String, String> unitPrices) {
  private static final int MAX_TEXT = 60;

  /** Refuses prices that are no plain decimals, unknown keys, and none at all. */
  PriceForm {
    toPrices(unitPrices);
  }

  UnitPrices toPrices() {
    return toPrices(unitPrices);
  }

  private static UnitPrices toPrices(Map<String, String> texts) {
    if (texts.isEmpty()) {
      throw new InvalidInputException("unit_prices", "must hold a price");
    }
    Faults faults = new Faults();
    Map<String, Price> prices = new LinkedHashMap<>();
    texts.forEach(
        (key, text) -> {
          try {
            prices.put(key, priceOf(text));
          } catch (InvalidInputException e) {
            e.violations().forEach(it -> faults.add("unit_prices." + key, it.reason()));
          }
        });
    faults.check(() -> UnitPrices.ofPriceKeys(prices));
    faults.throwIfAny();
    return UnitPrices.ofPriceKeys(prices);
  }

  private static Price priceOf(String text) {
    if (text.length() > MAX_TEXT) {
      throw new InvalidInputException("price", "must be a plain decimal such as \"2.5\"");
    }
    return Price.of(Money.of(text).amount());
  }
}
