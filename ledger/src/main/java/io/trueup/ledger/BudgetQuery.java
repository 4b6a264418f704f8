package io.trueup.ledger;

import io.trueup.spend.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Which budgets to list: those whose scope meets every condition given. Immutable.
 *
 * @param organization those of this organization, its projects and its users
 * @param kind those of scopes of this kind
 * @param scopeId those of scopes of this id: an organization's own, a project's or a user's
 */
public record BudgetQuery(
    @Nullable String organization, Scope.@Nullable Kind kind, @Nullable String scopeId) {
  /** Every budget. */
  public static final BudgetQuery ALL = new BudgetQuery(null, null, null);
}
