package io.trueup.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/*
 * "Now" for all nodes is the wall clock of the one database: the time that came with the last look at
 * the log, and what the own monotonic clock has counted since the answer was there. So it is behind
 * the database's by the time that the answer took at most, and never compares two machines' clocks.
 *
 * It does not go back by less than the jitter of such answers, so that a window that has turned does
 * not turn back; by more it does, as the database's clock did.
 */
/** The database's wall clock as this node knows it. Safe for use by many threads. */
final class LogClock implements InstantSource {
  private static final Duration JITTER = Duration.ofMillis(100);

  private record Reading(Instant then, long nanos) {}

  private final Ticker ticker;
  private volatile Reading last;

  LogClock(Ticker ticker) {
    this.ticker = ticker;
    this.last = new Reading(Instant.EPOCH, ticker.nanos());
  }

  /** The database has just said that it is then. One thread at a time. */
  void saw(Instant now) {
    Instant known = instant();
    if (now.isAfter(known) || now.isBefore(known.minus(JITTER))) {
      last = new Reading(now, ticker.nanos());
    }
  }

  @Override
  public Instant instant() {
    Reading reading = last;
    return reading.then().plusNanos(ticker.nanos() - reading.nanos());
  }
}
