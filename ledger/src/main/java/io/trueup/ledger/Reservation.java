package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An amount that is, or was, held for a call. Immutable.
 *
 * @param id the reservation's id
 * @param requestId the caller's id of the call
 * @param subject for whom, the project filled in
 * @param amount how much is held of each budget
 * @param basis what the amount is made of
 * @param budgets of which budgets it was held
 * @param madeAt when, which says in which windows
 * @param expiresAt until when it holds, unless it ends before
 * @param end how it ended; null if it did not, though its time may be over
 */
public record Reservation(
    String id,
    String requestId,
    Subject subject,
    Money amount,
    EstimateBasis basis,
    List<BudgetId> budgets,
    Instant madeAt,
    Instant expiresAt,
    @Nullable End end) {
  private static final long TICK_MILLIS = 100;

  /** Copies the list. */
  public Reservation {
    budgets = List.copyOf(budgets);
  }

  /**
   * How a reservation ended, other than by time.
   *
   * @param state {@link ReservationState#SETTLED} or {@link ReservationState#RELEASED}
   * @param at when
   * @param recordId of the usage record that settled it; null if it was released
   */
  public record End(ReservationState state, Instant at, @Nullable String recordId) {}

  /** Whether its budgets had room for it; not if it was admitted while the database was away. */
  public boolean isHeld() {
    return !ReservationSeal.isUnheld(id);
  }

  /** In which state it is at this instant. */
  public ReservationState state(Instant now) {
    if (end != null) {
      return end.state();
    }
    return isExpired(now) ? ReservationState.EXPIRED : ReservationState.HELD;
  }

  /** Whether its time is over. */
  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Whether it was settled after its time. */
  public boolean isLate() {
    return end != null && end.state() == ReservationState.SETTLED && isExpired(end.at());
  }

  /** What settling at this cost gave back: all that was held and not spent, 0 if it was late. */
  public Money releasedAt(Money cost) {
    return isLate() ? Money.ZERO : amount.minus(cost).max(Money.ZERO);
  }

  /** How much of this cost was not held: all of it if it was settled late. */
  public Money overrunAt(Money cost) {
    return isLate() ? cost : cost.minus(amount).max(Money.ZERO);
  }

  Reservation ended(ReservationState state, Instant now, @Nullable String recordId) {
    return new Reservation(
        id,
        requestId,
        subject,
        amount,
        basis,
        budgets,
        madeAt,
        expiresAt,
        new End(state, now, recordId));
  }

  Reservation extended(Instant later) {
    return new Reservation(id, requestId, subject, amount, basis, budgets, madeAt, later, end);
  }

  /** When what is held from now on for so long expires: at a whole tenth of a second. */
  static Instant expiryOf(Instant now, Duration ttl) {
    long millis = now.plus(ttl).toEpochMilli();
    return Instant.ofEpochMilli(Math.floorDiv(millis, TICK_MILLIS) * TICK_MILLIS + TICK_MILLIS);
  }
}
