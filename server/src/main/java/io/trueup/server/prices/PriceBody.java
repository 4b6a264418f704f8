package io.trueup.server.prices;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.cache.Position;
import io.trueup.ledger.ListedPrice;
import io.trueup.server.http.Consistency;
import io.trueup.spend.EffectivePrice;
import io.trueup.spend.Price;
import io.trueup.spend.PriceCondition;
import io.trueup.spend.PriceList;
import io.trueup.spend.UnitPrices;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs.
 *
 * @param provider whose model
 * @param model which model, as asked for
 * @param matched the model whose price it is
 * @param source whose price it is
 * @param effectiveFrom since when an own price holds; null for the catalogue's
 * @param currency of every amount here
 * @param unitPrices by the catalogue's keys, below every tier
 * @param tiers by the same keys: what holds for requests of more input tokens; empty if nothing
 * @param conditions the catalogue's prices and when they hold, of which the last that holds counts;
 *     empty if there is only one
 * @param position up to where the log is contained
 */
record PriceBody(
    String provider,
    String model,
    String matched,
    EffectivePrice.Source source,
    @Nullable Instant effectiveFrom,
    String currency,
    Map<String, String> unitPrices,
    Map<String, List<Tier>> tiers,
    List<Conditional> conditions,
    @Nullable Long position) {
  /**
   * What holds for larger requests.
   *
   * @param start total input tokens above which this counts
   * @param price what a quantity costs then
   */
  record Tier(long start, String price) {}

  /**
   * Prices that hold at certain times, in UTC. Without any, they always hold.
   *
   * @param startDate from this day on
   * @param startTime from this time of each day
   * @param endTime until this time of each day
   * @param unitPrices below every tier
   * @param tiers for larger requests
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Conditional(
      @Nullable LocalDate startDate,
      @Nullable LocalTime startTime,
      @Nullable LocalTime endTime,
      Map<String, String> unitPrices,
      Map<String, List<Tier>> tiers) {
    static Conditional of(PriceList.Conditional from) {
      Map<String, String> prices = pricesOf(from.prices());
      Map<String, List<Tier>> tiers = tiersOf(from.prices());
      if (from.condition() instanceof PriceCondition.From it) {
        return new Conditional(it.startDate(), null, null, prices, tiers);
      }
      return from.condition() instanceof PriceCondition.Daily it
          ? new Conditional(null, it.startTime(), it.endTime(), prices, tiers)
          : new Conditional(null, null, null, prices, tiers);
    }
  }

  static PriceBody of(ListedPrice price, String currency, @Nullable Position position) {
    return new PriceBody(
        price.asked().provider(),
        price.asked().model(),
        price.matched(),
        price.source(),
        price.effectiveFrom(),
        currency,
        pricesOf(price.prices()),
        tiersOf(price.prices()),
        price.conditional().stream().map(Conditional::of).toList(),
        Consistency.valueOf(position));
  }

  private static Map<String, String> pricesOf(UnitPrices prices) {
    Map<String, String> texts = new LinkedHashMap<>();
    prices.byPriceKey().forEach((key, price) -> texts.put(key, price.base().toPlainString()));
    return texts;
  }

  private static Map<String, List<Tier>> tiersOf(UnitPrices prices) {
    Map<String, List<Tier>> tiers = new LinkedHashMap<>();
    prices
        .byPriceKey()
        .forEach(
            (key, price) -> {
              if (!price.tiers().isEmpty()) {
                tiers.put(key, tiersOf(price));
              }
            });
    return tiers;
  }

  private static List<Tier> tiersOf(Price price) {
    return price.tiers().stream()
        .map(tier -> new Tier(tier.start(), tier.price().toPlainString()))
        .toList();
  }
}
