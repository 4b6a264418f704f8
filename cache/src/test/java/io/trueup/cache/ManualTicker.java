package io.trueup.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until it is moved, and counts how often it is asked. */
final class ManualTicker implements Ticker {
  private final AtomicLong now = new AtomicLong(-1_000);
  final AtomicInteger reads = new AtomicInteger();

  @Override
  public long nanos() {
    reads.incrementAndGet();
    return now.get();
  }

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  void advanceMillis(long by) {
    advance(Duration.ofMillis(by));
  }
}
