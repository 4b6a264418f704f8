package io.trueup.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which prices to list. Immutable.
 *
 * @param provider of this provider, by any name that the catalogue knows it by; null: of all
 * @param model of this model, by any name that the provider's requests may use; null: of every
 *     model of the catalogue and every one with an own price
 * @param at the prices of requests of this instant; null: of now
 */
public record PriceQuery(@Nullable String provider, @Nullable String model, @Nullable Instant at) {
  /** Every price of now. */
  public static final PriceQuery ALL = new PriceQuery(null, null, null);
}
