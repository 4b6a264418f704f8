package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Window;

/**
 * Asks where a budget stands in a window. Immutable.
 *
 * @param budget which one
 * @param window one of its windows
 */
public record StatusKey(BudgetId budget, Window window) {}
