package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import org.jspecify.annotations.Nullable;

/** Asks for budgets. Immutable. */
public sealed interface BudgetsKey {
  /**
   * Those of everything that a request of this subject is charged to, whatever its model.
   *
   * @param organization whose request
   * @param project under which project; null: the user's home project
   * @param user by whom, or null
   */
  record OfSubject(String organization, @Nullable String project, @Nullable String user)
      implements BudgetsKey {}

  /**
   * The one of this id, if there is one.
   *
   * @param budget its id
   */
  record ById(BudgetId budget) implements BudgetsKey {}
}
