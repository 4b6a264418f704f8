package io.trueup.redis;

import java.util.concurrent.atomic.LongAdder;

/** The running counts. */
final class Counters {
  final LongAdder gets = new LongAdder();
  final LongAdder hits = new LongAdder();
  final LongAdder puts = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder tooLarge = new LongAdder();
  final LongAdder crowdedOut = new LongAdder();
  final LongAdder claims = new LongAdder();
  final LongAdder waits = new LongAdder();

  RedisHealth.Counts snapshot() {
    return new RedisHealth.Counts(
        gets.sum(),
        hits.sum(),
        puts.sum(),
        failures.sum(),
        skipped.sum(),
        unreadable.sum(),
        tooLarge.sum(),
        crowdedOut.sum(),
        claims.sum(),
        waits.sum());
  }
}
