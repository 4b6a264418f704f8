package io.trueup.server.alerts;

import io.trueup.ledger.AlertQuery;
import io.trueup.server.http.Id;
import io.trueup.server.http.Moment;
import io.trueup.server.http.TimeRange;
import io.trueup.spend.BudgetId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts to count.
 *
 * @param organization of this organization, its projects and users
 * @param budget of this budget
 * @param from raised not before
 * @param to raised before
 * @param timeZone in which dates begin
 */
record StatisticsParameters(
    @Id @Nullable String organization,
    @Nullable BudgetId budget,
    @Nullable Moment from,
    @Nullable Moment to,
    @Nullable ZoneId timeZone) {

  AlertQuery toQuery() {
    return new AlertQuery(organization, budget, null);
  }

  TimeRange range(Instant now) {
    return TimeRange.of(from, to, timeZone, now);
  }
}
