package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;

/**
 * What reservations changed of what is held and covered of one window of a budget. Immutable.
 *
 * @param budget which budget
 * @param windowFrom start of the window in seconds since 1970
 * @param expiresAt when these holds expire, in milliseconds since 1970
 * @param held how much more is held until then; negative for holds that ended
 * @param covered how much more of what is spent was held before
 */
public record HoldDelta(
    BudgetId budget, long windowFrom, long expiresAt, Money held, Money covered) {

  /** What deltas are summed by. */
  record Key(BudgetId budget, long windowFrom, long expiresAt) {}

  Key key() {
    return new Key(budget, windowFrom, expiresAt);
  }

  HoldDelta plus(HoldDelta other) {
    return new HoldDelta(
        budget, windowFrom, expiresAt, held.plus(other.held), covered.plus(other.covered));
  }

  boolean isOf(StatusKey key) {
    return budget.equals(key.budget()) && windowFrom == key.window().from().getEpochSecond();
  }
}
