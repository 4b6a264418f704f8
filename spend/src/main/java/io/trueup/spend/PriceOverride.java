package io.trueup.spend;

import java.time.Instant;

/**
 * A price of one's own, which goes before the catalogue's.
 *
 * @param model the model that it is for; in lower case, also for other ways to write it
 * @param effectiveFrom from when on it holds, until a later override does
 * @param prices what units cost
 */
public record PriceOverride(ModelId model, Instant effectiveFrom, UnitPrices prices) {}
