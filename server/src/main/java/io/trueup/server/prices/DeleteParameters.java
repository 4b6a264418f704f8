package io.trueup.server.prices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which own prices to remove.
 *
 * @param effectiveFrom the one that takes effect then; all where absent
 */
record DeleteParameters(@Nullable Instant effectiveFrom) {}
