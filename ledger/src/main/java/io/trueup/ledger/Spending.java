package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Window;

/**
 * What a transaction did to the spending of a budget's window.
 *
 * @param budget as it is in the transaction
 * @param window of the budget
 * @param before what was spent before; 0 where nobody had counted
 * @param after what is spent now
 */
record Spending(Budget budget, Window window, Money before, Money after) {}
