package io.trueup.server.prices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of a model's prices.
 *
 * @param at as of this instant; now where absent
 */
record AtParameters(@Nullable Instant at) {}
