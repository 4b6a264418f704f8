package io.trueup.ledger;

import io.trueup.spend.Budget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Budgets, and what decided which. Immutable.
 *
 * @param project the project that the request is charged to: its own or its user's home; null if
 *     there is none
 * @param userIsActive whether the user is known and may reserve; true where no user is named
 * @param budgets all of them, inactive ones too, by id
 * @param recalls how often what was lent of each of them has been called back, in the same order
 */
public record BudgetSet(
    @Nullable String project, boolean userIsActive, List<Budget> budgets, List<Long> recalls) {
  /** Copies the lists. */
  public BudgetSet {
    budgets = List.copyOf(budgets);
    recalls = List.copyOf(recalls);
  }
}
