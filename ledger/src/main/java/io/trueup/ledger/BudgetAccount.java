package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a window of a budget has spent and holds, from which follows where it {@linkplain #at
 * stands} at any instant. Immutable.
 */
public final class BudgetAccount {
  private final Budget budget;
  private final Window window;
  private final Money spent;
  private final Money covered;
  private final Holds holds;

  BudgetAccount(Budget budget, Window window, Money spent, Money covered, Holds holds) {
    this.budget = budget;
    this.window = window;
    this.spent = spent;
    this.covered = covered;
    this.holds = holds;
  }

  /** An account in which nothing was ever held. */
  BudgetAccount(Budget budget, Window window, Money spent) {
    this(budget, window, spent, Money.ZERO, Holds.NONE);
  }

  /** The budget. */
  public Budget budget() {
    return budget;
  }

  /** Which of its windows. */
  public Window window() {
    return window;
  }

  /** What was spent. */
  public Money spent() {
    return spent;
  }

  /** How much of it had been held before. */
  Money covered() {
    return covered;
  }

  Holds holds() {
    return holds;
  }

  /** Where the budget stands at this instant: what has ended by then neither holds nor raises. */
  public BudgetStatus at(Instant instant) {
    return new BudgetStatus(
        budget,
        budget.limitAt(instant),
        window,
        spent,
        holds.at(instant.toEpochMilli()),
        holds.lent(),
        spent.minus(covered).max(Money.ZERO));
  }

  BudgetAccount plus(Money cost) {
    return new BudgetAccount(budget, window, spent.plus(cost), covered, holds);
  }

  BudgetAccount plus(List<HoldDelta> deltas, long millis) {
    if (deltas.isEmpty()) {
      return this;
    }
    Money more = covered;
    for (HoldDelta delta : deltas) {
      more = more.plus(delta.covered());
    }
    return new BudgetAccount(budget, window, spent, more, holds.plus(deltas, millis));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BudgetAccount it
        && it.budget.equals(budget)
        && it.window.equals(window)
        && it.spent.equals(spent)
        && it.covered.equals(covered)
        && it.holds.equals(holds);
  }

  @Override
  public int hashCode() {
    return Objects.hash(budget, window, spent);
  }

  @Override
  public String toString() {
    return "%s %s: spent %s, covered %s, %s"
        .formatted(budget.id(), window.id(), spent, covered, holds);
  }
}
