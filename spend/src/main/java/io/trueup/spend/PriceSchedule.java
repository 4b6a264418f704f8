package io.trueup.spend;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about what one model costs, at every time. Immutable.
 *
 * @param match the catalogue's model, if it has one
 * @param asked the catalogue's providers among whose models it was looked for
 * @param overrides prices of one's own, by ascending effective time, no two of the same
 */
public record PriceSchedule(
    @Nullable CatalogueMatch match, List<String> asked, List<PriceOverride> overrides) {

  /** Sorts the overrides. */
  public PriceSchedule {
    asked = List.copyOf(asked);
    overrides =
        overrides.stream().sorted(Comparator.comparing(PriceOverride::effectiveFrom)).toList();
    if (overrides.stream().map(PriceOverride::effectiveFrom).distinct().count()
        < overrides.size()) {
      throw new InvalidInputException("effective_from", "must differ between overrides");
    }
  }

  /** What a catalogue knows of a model, and own prices. */
  public static PriceSchedule of(ModelLookUp found, List<PriceOverride> overrides) {
    return new PriceSchedule(found.match(), found.asked(), overrides);
  }

  /**
   * The price for a request of that instant: the override that took effect last by then, else the
   * catalogue's; absent if there is neither, because the price is unknown, not free. O(number of
   * overrides).
   */
  public Optional<EffectivePrice> at(Instant instant) {
    return overrides.stream()
        .filter(override -> !override.effectiveFrom().isAfter(instant))
        .reduce((earlier, later) -> later)
        .map(EffectivePrice::of)
        .or(() -> Optional.ofNullable(match).map(it -> EffectivePrice.of(it, instant)));
  }
}
