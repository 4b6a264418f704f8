package io.trueup.server.prices;

import io.trueup.ledger.PriceQuery;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which prices to list.
 *
 * @param provider of this provider
 * @param model of this model, by any name that requests may use
 * @param at as of this instant; now where absent
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record PriceParameters(
    @Id @Nullable String provider,
    @Id @Nullable String model,
    @Nullable Instant at,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {
  PriceQuery toQuery() {
    return new PriceQuery(provider, model, at);
  }
}
