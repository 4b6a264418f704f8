package io.trueup.server.owners;

import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list.
 *
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record OwnersParameters(
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit, @Nullable String cursor) {}
