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
 */
public record BudgetSet(@Nullable String project, boolean userIsActive, List<Budget> budgets) {
  /** Copies the list. */
  public BudgetSet {
    budgets = List.copyOf(budgets);
  }
}
