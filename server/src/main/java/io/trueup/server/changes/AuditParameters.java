package io.trueup.server.changes;

import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import org.jspecify.annotations.Nullable;

/**
 * Which page of the audit log.
 *
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record AuditParameters(
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit, @Nullable String cursor) {}
