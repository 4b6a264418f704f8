package io.trueup.server.changes;

import io.trueup.server.http.Range;
import org.jspecify.annotations.Nullable;

/**
 * Where a live feed begins.
 *
 * @param after after this position, where there is no {@code Last-Event-ID}; with the next change
 *     where neither is given
 */
record FeedParameters(@Range @Nullable Long after) {}
