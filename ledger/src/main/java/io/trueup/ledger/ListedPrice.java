package io.trueup.ledger;

import io.trueup.spend.EffectivePrice;
import io.trueup.spend.EffectivePrice.Source;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceList;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.UnitPrices;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests of a model are charged. Immutable.
 *
 * @param asked the model as asked for
 * @param matched the model whose price it is: the catalogue's name, or that of the own price
 * @param source whose price it is
 * @param effectiveFrom since when an own price holds; null for the catalogue's
 * @param prices what units cost, with tiers
 * @param conditional all of the catalogue's prices with their conditions, of which the last that
 *     holds counts; empty if there is only one
 */
public record ListedPrice(
    ModelId asked,
    String matched,
    Source source,
    @Nullable Instant effectiveFrom,
    UnitPrices prices,
    List<PriceList.Conditional> conditional) {

  /** Copies the list. */
  public ListedPrice {
    conditional = List.copyOf(conditional);
  }

  /** An own price, from when it takes effect. */
  public static ListedPrice own(ModelId model, Instant effectiveFrom, UnitPrices prices) {
    return new ListedPrice(model, model.model(), Source.OVERRIDE, effectiveFrom, prices, List.of());
  }

  /** What the schedule says of this instant; null if there is no price. */
  static @Nullable ListedPrice of(ModelId asked, PriceSchedule schedule, Instant at) {
    return schedule.at(at).map(price -> of(asked, schedule, price)).orElse(null);
  }

  private static ListedPrice of(ModelId asked, PriceSchedule schedule, EffectivePrice price) {
    return new ListedPrice(
        asked,
        price.model(),
        price.source(),
        price.effectiveFrom().orElse(null),
        price.prices(),
        price.source() == Source.CATALOGUE ? conditionalOf(schedule) : List.of());
  }

  private static List<PriceList.Conditional> conditionalOf(PriceSchedule schedule) {
    var match = schedule.match();
    return match == null || match.model().prices().prices().size() == 1
        ? List.of()
        : match.model().prices().prices();
  }
}
