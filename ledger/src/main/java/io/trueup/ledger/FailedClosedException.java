package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import org.jspecify.annotations.Nullable;

/**
 * The database is away, and the request may not pass without it; the cause is the outage. Nothing
 * is held. Of a commit whose answer was lost that is not known: try again with the same request id.
 */
public final class FailedClosedException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final @Nullable BudgetId budget;

  FailedClosedException(String reason, @Nullable BudgetId budget, Throwable outage) {
    super("the database is away, and " + reason, outage);
    this.budget = budget;
  }

  /** The budget that applies and is to fail closed; null if it is for another reason. */
  public @Nullable BudgetId budget() {
    return budget;
  }
}
