package io.trueup.server.usage;

import io.trueup.ledger.UsageQuery;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Moment;
import io.trueup.server.http.Range;
import io.trueup.server.http.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which records to list.
 *
 * @param organization of this organization
 * @param project under this project
 * @param user by this user
 * @param conversation in this conversation
 * @param provider of this provider
 * @param model of this model
 * @param requestId of this request
 * @param from not before
 * @param to before
 * @param timeZone in which dates begin
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record UsageParameters(
    @Id @Nullable String organization,
    @Id @Nullable String project,
    @Id @Nullable String user,
    @Id @Nullable String conversation,
    @Id @Nullable String provider,
    @Id @Nullable String model,
    @Id @Nullable String requestId,
    @Nullable Moment from,
    @Nullable Moment to,
    @Nullable ZoneId timeZone,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {

  UsageQuery toQuery(Instant now) {
    TimeRange range = TimeRange.of(from, to, timeZone, now);
    return UsageQuery.builder()
        .organization(organization)
        .project(project)
        .user(user)
        .conversation(conversation)
        .provider(provider)
        .model(model)
        .requestId(requestId)
        .from(range.from())
        .to(range.to())
        .build();
  }
}
