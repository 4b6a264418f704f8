package io.trueup.spend;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The price that charges a request, and where it comes from.
 *
 * @param source who says so
 * @param provider the catalogue's provider, or the override's
 * @param model the catalogue's model, or the override's
 * @param since from when on the override holds; absent exactly for the catalogue's
 * @param prices what units cost
 */
public record EffectivePrice(
    Source source, String provider, String model, @Nullable Instant since, UnitPrices prices) {

  static EffectivePrice of(CatalogueMatch match, Instant instant) {
    CatalogueModel model = match.model();
    return new EffectivePrice(
        Source.CATALOGUE, match.provider(), model.id(), null, model.prices().at(instant));
  }

  static EffectivePrice of(PriceOverride override) {
    ModelId id = override.model();
    return new EffectivePrice(
        Source.OVERRIDE, id.provider(), id.model(), override.effectiveFrom(), override.prices());
  }

  /** From when on the override holds; absent for the catalogue's price. */
  public Optional<Instant> effectiveFrom() {
    return Optional.ofNullable(since);
  }

  /** Who says what a model costs. */
  public enum Source {
    /** The catalogue. */
    CATALOGUE,
    /** A price of one's own. */
    OVERRIDE;

    /** The name in the HTTP contract. */
    public String wireName() {
      return WireNames.of(this);
    }
  }
}
