package io.trueup.ledger;

import io.trueup.cache.Incarnation;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Increase;
import io.trueup.spend.Money;
import io.trueup.spend.Window;
import java.time.Instant;

/*
 * Invariant (K8, I3): the room only goes down. What ends, ends in the database, whose slice is lowered by
 * it; nothing of it comes back here.
 */
/** A slice of a budget's room that this node admits from. Used under the lock of {@link Leases}. */
final class Lease {
  private final Terms terms;
  private final Money slice;
  private Money room;
  private int admitted;

  /**
   * What a lease is of.
   *
   * @param id the lease's
   * @param budget the budget as it was when it was granted
   * @param window of the budget
   * @param recalls how often the budget had been called back
   * @param until when the window, or an increase of the limit, ends
   */
  record Terms(String id, Budget budget, Window window, long recalls, Instant until) {
    static Terms from(Instant now, String id, Budget budget, Window window, long recalls) {
      return new Terms(id, budget, window, recalls, endOfLimit(budget, window, now));
    }

    BudgetId budgetId() {
      return budget.id();
    }

    boolean isAt(Instant instant) {
      return !instant.isBefore(window.from()) && instant.isBefore(until);
    }

    /** The limit in force only goes down by itself when an increase ends. */
    private static Instant endOfLimit(Budget budget, Window window, Instant now) {
      return budget.increases().stream()
          .filter(it -> it.isInForce(now))
          .map(Increase::until)
          .reduce(window.to(), (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  /**
   * When a lease's time begins: before the database is asked for it.
   *
   * @param nanos by the node's monotonic clock
   * @param wall by its wall clock
   * @param incarnation in which history of the database, as far as the node knew
   */
  record Start(long nanos, Instant wall, Incarnation incarnation) {}

  /**
   * A lease that its node admits from no more.
   *
   * @param rest what nobody was given
   */
  record Closed(String lease, BudgetId budget, Money rest) {}

  private final Start start;

  Lease(Terms terms, Start start, Money slice) {
    this.terms = terms;
    this.start = start;
    this.slice = slice;
    this.room = slice;
  }

  Terms terms() {
    return terms;
  }

  Start start() {
    return start;
  }

  Money room() {
    return room;
  }

  boolean hasRoomFor(Money amount) {
    return room.compareTo(amount) >= 0;
  }

  void take(Money amount) {
    room = room.minus(amount);
    admitted++;
  }

  /** How many reservations were admitted. */
  int admitted() {
    return admitted;
  }

  /** How much they hold together. */
  Money given() {
    return slice.minus(room);
  }

  /** Nothing is admitted from it any more. */
  Closed close() {
    Closed closed = new Closed(terms.id(), terms.budgetId(), room);
    room = Money.ZERO;
    return closed;
  }
}
