package io.trueup.ledger;

import io.trueup.spend.EffectivePrice;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which price charged a record. Immutable.
 *
 * @param source {@code catalogue} or {@code override}
 * @param model the model whose price it was
 * @param effectiveFrom since when the override holds; null for the catalogue's
 */
public record PriceUsed(String source, String model, @Nullable Instant effectiveFrom) {
  static PriceUsed of(EffectivePrice price) {
    return new PriceUsed(
        price.source().wireName(), price.model(), price.effectiveFrom().orElse(null));
  }
}
