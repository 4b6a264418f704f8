package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.Scope;
import java.time.InstantSource;
import java.util.List;

/**
 * What goes when an organization or a project is deleted: budgets, alert settings, and home
 * projects. Each is a change of its own, and a transaction has room for only so many: so they go
 * some at a time.
 *
 * @param scope an organization or a project
 * @param clock the wall clock
 */
record Belongings(Scope scope, InstantSource clock) {
  private static final int AT_ONCE = 1_000;

  /** Removes some; answers whether there may be more. */
  boolean removeSome(LedgerTransaction tx) {
    int homes = Users.clearHomes(tx, Users.livingIn(scope), clock.instant(), AT_ONCE);
    List<Budget> budgets = budgets(tx);
    Budgets.deleteAll(tx, budgets);
    int settings = removeSettings(tx);
    return homes == AT_ONCE || budgets.size() == AT_ONCE || settings == AT_ONCE;
  }

  private List<Budget> budgets(LedgerTransaction tx) {
    return scope instanceof Scope.Organization it
        ? BudgetRows.within(tx.sql(), it, AT_ONCE)
        : BudgetRows.in(tx.sql(), List.of(scope));
  }

  private int removeSettings(LedgerTransaction tx) {
    if (scope instanceof Scope.Organization it) {
      return AlertConfigurations.deleteWithin(tx, it, AT_ONCE);
    }
    AlertConfigurations.deleteIfAny(tx, scope);
    return 0;
  }
}
