package io.trueup.ledger;

import io.trueup.spend.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/*
 * What is held of a window, summed by the instant at which it expires. So what is held now is known at
 * every instant without a look at the database: expiry is a comparison, not a change.
 *
 * Bound: times of expiry are whole tenths of seconds (Reservation.expiryOf), so there are no more sums
 * than tenths of seconds until the last one, and no more than there are holds.
 *
 * Sums of the past are kept for a while. Nodes' clocks differ by a little: one may end a hold that
 * another already takes for expired, and that sum must not become negative here.
 */
/**
 * Amounts that are held, each until an instant. Immutable.
 *
 * @param sums by the time at which they expire, ascending, each once, none of them 0
 */
record Holds(List<Sum> sums) {
  static final Holds NONE = new Holds(List.of());

  /** For how long sums of the past are kept, in milliseconds. */
  static final long KEPT_MILLIS = 60_000;

  /** What is held with no end: lent, for nodes to admit from. */
  static final long NEVER = Long.MAX_VALUE;

  Holds {
    sums = List.copyOf(sums);
  }

  /**
   * So much is held until then.
   *
   * @param expiresAt in milliseconds since 1970, exclusive
   * @param amount how much
   */
  record Sum(long expiresAt, Money amount) {}

  /** What is held at this time, in milliseconds since 1970. O(sums). */
  Money at(long millis) {
    Money held = Money.ZERO;
    for (int i = sums.size() - 1; i >= 0 && sums.get(i).expiresAt() > millis; i--) {
      held = held.plus(sums.get(i).amount());
    }
    return held;
  }

  /** What of it is lent. */
  Money lent() {
    Sum last = sums.isEmpty() ? null : sums.get(sums.size() - 1);
    return last == null || last.expiresAt() != NEVER ? Money.ZERO : last.amount();
  }

  /** With these changes; sums that expired long before {@code millis} are left out. O(sums). */
  Holds plus(List<HoldDelta> deltas, long millis) {
    TreeMap<Long, Money> next = new TreeMap<>();
    sums.forEach(sum -> next.put(sum.expiresAt(), sum.amount()));
    deltas.forEach(delta -> next.merge(delta.expiresAt(), delta.held(), Money::plus));
    next.headMap(millis - KEPT_MILLIS).clear();
    List<Sum> kept = new ArrayList<>(next.size());
    next.forEach(
        (expiresAt, amount) -> {
          if (amount.isPositive()) {
            kept.add(new Sum(expiresAt, amount));
          }
        });
    return new Holds(kept);
  }
}
