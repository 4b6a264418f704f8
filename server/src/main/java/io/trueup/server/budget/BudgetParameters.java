package io.trueup.server.budget;

import io.trueup.ledger.BudgetQuery;
import io.trueup.server.http.Id;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import io.trueup.spend.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Which budgets to list.
 *
 * @param organization of this organization, its projects and users
 * @param scopeType on scopes of this kind
 * @param scopeId on scopes of this id
 * @param limit how many on a page
 * @param cursor where the page begins
 */
record BudgetParameters(
    @Id @Nullable String organization,
    Scope.@Nullable Kind scopeType,
    @Id @Nullable String scopeId,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {

  BudgetQuery toQuery() {
    return new BudgetQuery(organization, scopeType, scopeId);
  }
}
