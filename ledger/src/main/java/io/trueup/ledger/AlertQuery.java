package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts to list. Immutable.
 *
 * @param organization those of this organization, its projects and users; null for all
 * @param budget those of this budget; null for all
 * @param state open ones, or acknowledged ones; null for both
 */
public record AlertQuery(
    @Nullable String organization, @Nullable BudgetId budget, @Nullable AlertState state) {
  /** All of them. */
  public static final AlertQuery ALL = new AlertQuery(null, null, null);
}
