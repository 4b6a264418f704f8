package io.trueup.server.analytics;

import io.trueup.ledger.BreakdownKey;
import io.trueup.ledger.Dimension;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Moment;
import io.trueup.server.http.Range;
import io.trueup.server.http.TimeRange;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which spending to break down, and by what.
 *
 * @param by by what
 * @param organization of this organization
 * @param project under this project of it
 * @param user by this user of it
 * @param provider on models of this provider
 * @param model on this model
 * @param from not before
 * @param to before
 * @param timeZone of days, hours and dates
 * @param limit how many groups on a page
 * @param cursor where the page begins
 */
record BreakdownParameters(
    Dimension by,
    @Id @Nullable String organization,
    @Id @Nullable String project,
    @Id @Nullable String user,
    @Id @Nullable String provider,
    @Id @Nullable String model,
    @Nullable Moment from,
    @Nullable Moment to,
    @Nullable ZoneId timeZone,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {

  /** Refuses a project or user that is of no organization, and both at once. */
  BreakdownParameters {
    if (organization == null && (project != null || user != null)) {
      throw new InvalidInputException("organization", "is required where project or user is given");
    }
    if (project != null && user != null) {
      throw new InvalidInputException("user", "can't be combined with project in this version");
    }
  }

  BreakdownKey toKey(Instant now) {
    TimeRange range =
        by == Dimension.CONVERSATION
            ? TimeRange.ofDays(from, to, timeZone, now)
            : TimeRange.of(from, to, timeZone, now);
    return new BreakdownKey(
        by, scope(), new ModelFilter(provider, model), range.from(), range.to(), range.zone());
  }

  private Scope scope() {
    if (organization == null) {
      return new Scope.Global();
    }
    if (project != null) {
      return new Scope.Project(organization, project);
    }
    return user == null ? new Scope.Organization(organization) : new Scope.User(organization, user);
  }
}
