package io.trueup.cache;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The running counts of one cache. */
final class Counters {
  final LongAdder hits = new LongAdder();
  final LongAdder folds = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder loadTimeouts = new LongAdder();
  final LongAdder joins = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder outOfReach = new LongAdder();
  final LongAdder foldFailures = new LongAdder();
  final LongAdder secondLevelHits = new LongAdder();
  final LongAdder secondLevelFailures = new LongAdder();
  private final Map<MissCause, LongAdder> misses = new EnumMap<>(MissCause.class);

  Counters() {
    for (MissCause cause : MissCause.values()) {
      misses.put(cause, new LongAdder());
    }
  }

  void miss(MissCause cause) {
    LongAdder counter = misses.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  CacheStatistics snapshot(long size, AgePercentiles ages) {
    Map<MissCause, Long> byCause = new EnumMap<>(MissCause.class);
    misses.forEach((cause, count) -> byCause.put(cause, count.sum()));
    return new CacheStatistics(
        size,
        hits.sum(),
        folds.sum(),
        stale.sum(),
        Map.copyOf(byCause),
        loads.sum(),
        loadFailures.sum(),
        Duration.ofNanos(loadNanos.sum()),
        joins.sum(),
        evictions.sum(),
        outOfReach.sum(),
        secondLevelHits.sum(),
        secondLevelFailures.sum(),
        foldFailures.sum(),
        loadTimeouts.sum(),
        ages);
  }
}
