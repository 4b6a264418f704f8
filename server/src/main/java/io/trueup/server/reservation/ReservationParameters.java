package io.trueup.server.reservation;

import io.trueup.ledger.ReservationQuery;
import io.trueup.ledger.ReservationState;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import org.jspecify.annotations.Nullable;

/**
 * Which reservations to list.
 *
 * @param organization of this organization
 * @param user by this user
 * @param state in this state
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record ReservationParameters(
    @Id @Nullable String organization,
    @Id @Nullable String user,
    @Nullable ReservationState state,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {

  ReservationQuery toQuery() {
    return new ReservationQuery(organization, user, state);
  }
}
