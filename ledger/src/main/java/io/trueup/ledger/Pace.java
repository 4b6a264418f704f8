package io.trueup.ledger;

import io.trueup.spend.Money;

/** How much was reserved of a budget lately. Used by one thread at a time. */
final class Pace {
  /** With fewer reservations in the time of a lease it saves less than it costs. */
  static final int WORTH = 8;

  private final long intervalNanos;
  private long begunAt;
  private Sum current = Sum.NONE;
  private Sum previous = Sum.NONE;

  private record Sum(int count, Money amount) {
    static final Sum NONE = new Sum(0, Money.ZERO);

    Sum plus(int reservations, Money more) {
      return new Sum(count + reservations, amount.plus(more));
    }
  }

  /**
   * Nothing yet.
   *
   * @param now in nanoseconds
   * @param intervalNanos the time of a lease
   */
  Pace(long now, long intervalNanos) {
    this.begunAt = now;
    this.intervalNanos = intervalNanos;
  }

  void add(long now, int reservations, Money amount) {
    turn(now);
    current = current.plus(reservations, amount);
  }

  /** What will probably be reserved in the time of a lease; 0 if it is not worth one. */
  Money expected(long now) {
    turn(now);
    Sum more = current.count() >= previous.count() ? current : previous;
    return more.count() < WORTH ? Money.ZERO : more.amount();
  }

  private void turn(long now) {
    long intervals = (now - begunAt) / intervalNanos;
    if (intervals > 0) {
      previous = intervals == 1 ? current : Sum.NONE;
      current = Sum.NONE;
      begunAt += intervals * intervalNanos;
    }
  }
}
