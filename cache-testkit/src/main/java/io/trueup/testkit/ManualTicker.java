package io.trueup.testkit;

import io.trueup.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Monotonic time that stands still until a test moves it on. Safe for use by many threads. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos;

  /** Starts at 0. */
  public ManualTicker() {
    this(0);
  }

  /** Starts at a time of the test's choice, such as one shortly before the long overflows. */
  public ManualTicker(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /**
   * Moves on.
   *
   * @throws IllegalArgumentException if the duration is negative: monotonic time never goes back
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("monotonic time can't go back by " + by.negated());
    }
    nanos.addAndGet(by.toNanos());
  }
}
