package io.trueup.server.alerts;

import io.trueup.ledger.AlertQuery;
import io.trueup.ledger.AlertState;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import io.trueup.spend.BudgetId;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts to list.
 *
 * @param organization of this organization, its projects and users
 * @param budget of this budget
 * @param state whether somebody has taken note
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record AlertParameters(
    @Id @Nullable String organization,
    @Nullable BudgetId budget,
    @Nullable AlertState state,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {

  AlertQuery toQuery() {
    return new AlertQuery(organization, budget, state);
  }
}
