package io.trueup.spend;

import java.util.Collection;
import java.util.List;

/** Whether a request may be made. */
public sealed interface Verdict {

  /**
   * Decides on a request that costs {@code cost}: it is allowed if and only if every hard, active
   * budget among {@code applicable} {@linkplain BudgetStatus#hasRoomFor has room}. Soft and
   * inactive budgets never deny, and nothing denies a free request. O(n log n) in the number of
   * budgets that deny, O(n) in the others.
   *
   * @param applicable the statuses of all budgets that {@linkplain Budget#appliesTo apply}
   * @param cost 0 or more
   * @throws InvalidInputException if {@code cost} is negative
   */
  static Verdict on(Collection<BudgetStatus> applicable, Money cost) {
    if (cost.isNegative()) {
      throw new InvalidInputException("cost", "must be 0 or more, is " + cost);
    }
    List<Denial> denials =
        applicable.stream()
            .filter(status -> status.budget().isEnforced() && !status.hasRoomFor(cost))
            .map(status -> new Denial(status, cost))
            .sorted(Denial.ORDER)
            .toList();
    return denials.isEmpty() ? new Allowed() : new Denied(denials);
  }

  /** Whether the request may be made. */
  boolean isAllowed();

  /** Every budget has room. */
  record Allowed() implements Verdict {

    @Override
    public boolean isAllowed() {
      return true;
    }
  }

  /**
   * At least one budget has no room.
   *
   * @param denials all budgets that deny, never empty: smallest scope first, then smallest
   *     remaining
   */
  record Denied(List<Denial> denials) implements Verdict {

    /** Copies the list, which must not be empty. */
    public Denied {
      denials = List.copyOf(denials);
      if (denials.isEmpty()) {
        throw new InvalidInputException("denials", "must name at least one budget");
      }
    }

    @Override
    public boolean isAllowed() {
      return false;
    }

    /** The one to name first. */
    public Denial first() {
      return denials.get(0);
    }
  }
}
