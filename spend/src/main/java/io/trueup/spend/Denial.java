package io.trueup.spend;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * One budget that denied a request, and where it stood.
 *
 * @param status the budget and its window as they were
 * @param requested what was asked for
 */
public record Denial(BudgetStatus status, Money requested) {

  /** Smallest scope first, then smallest remaining, then by budget id. */
  static final Comparator<Denial> ORDER =
      Comparator.comparing((Denial denial) -> denial.scope().kind())
          .thenComparing(Denial::remaining)
          .thenComparing(Denial::budgetId);

  /** The budget's id. */
  public BudgetId budgetId() {
    return status.budget().id();
  }

  /** Whose spending the budget counts. */
  public Scope scope() {
    return status.budget().scope();
  }

  /** How often the budget starts again. */
  public Period period() {
    return status.budget().period();
  }

  /** The limit that was in force. */
  public Money limit() {
    return status.limit();
  }

  /** What had been spent. */
  public Money spent() {
    return status.spent();
  }

  /** What was held. */
  public Money reserved() {
    return status.reserved();
  }

  /** What was left, 0 or more. */
  public Money remaining() {
    return status.remaining();
  }

  /** When the budget starts again; absent for {@code total} and {@code per_request}. */
  public Optional<Instant> resetsAt() {
    return status.resetsAt();
  }
}
