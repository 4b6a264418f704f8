package io.trueup.ledger;

import io.trueup.spend.Denial;
import io.trueup.spend.Money;
import io.trueup.spend.Verdict;

/** A budget has no room for what was asked for; nothing is held. */
public final class BudgetExceededException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final transient Verdict.Denied verdict;
  private final transient EstimatedCost cost;

  BudgetExceededException(Verdict.Denied verdict, EstimatedCost cost) {
    super(message(verdict.first()), null);
    this.verdict = verdict;
    this.cost = cost;
  }

  private static String message(Denial first) {
    return "budget %s has %s left of %s, %s was asked for"
        .formatted(first.budgetId(), first.remaining(), first.limit(), first.requested());
  }

  /** All budgets that deny it. */
  public Verdict.Denied verdict() {
    return verdict;
  }

  /** What was asked for. */
  public EstimatedCost cost() {
    return cost;
  }

  /** How much room there is: the least that any of them has left. */
  public Money room() {
    return verdict.denials().stream()
        .map(Denial::remaining)
        .min(Money::compareTo)
        .orElse(Money.ZERO);
  }
}
