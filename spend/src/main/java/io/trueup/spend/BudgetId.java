package io.trueup.spend;

/**
 * A budget's id.
 *
 * @param value 1 to 200 characters, no control characters, not {@code .} or {@code ..}
 */
public record BudgetId(String value) implements Comparable<BudgetId> {

  /** Checks the value. */
  public BudgetId {
    Identifiers.check("budget_id", value);
  }

  @Override
  public int compareTo(BudgetId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
