package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change that has not happened, to be explained. Immutable. */
public sealed interface DescribedChange {
  /**
   * A budget would be made, changed or deleted.
   *
   * @param budget which one; its scope is looked up
   */
  record OfBudget(BudgetId budget) implements DescribedChange {}

  /**
   * A cost would be recorded.
   *
   * @param subject for whom, with a model; without a project it is the user's home
   * @param occurredAt when; null: now
   * @param cost how much; null: nothing
   */
  record OfCost(Subject subject, @Nullable Instant occurredAt, @Nullable Money cost)
      implements DescribedChange {}

  /**
   * Alert settings would be set or removed.
   *
   * @param scope whose
   */
  record OfAlertConfiguration(Scope scope) implements DescribedChange {}

  /**
   * A user would be changed.
   *
   * @param user which one
   */
  record OfUser(Scope.User user) implements DescribedChange {}

  /**
   * An own price would be set or removed.
   *
   * @param model which model's
   */
  record OfPrice(ModelId model) implements DescribedChange {}
}
