package io.trueup.benchmarks;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Tags;

/** Trueup: a change in the log, which the node catches up past. */
final class CoherentEntries implements TaggedEntries {
  private static final Tags CHANGED = Tags.of(TAG);

  final Caches node;
  private final RingLog log = RingLog.soleWritten();
  private final CoherentCache<String, String> cache;

  CoherentEntries(int room) {
    this.node = Caches.follow(log).transactions(log).withoutPolling().build();
    this.cache =
        node.<String, String>cache("prices", key -> CHANGED)
            .policy(CachePolicy.DEFAULT.withMaxEntries(room))
            .build(Workload::value);
  }

  @Override
  public void fill(String[] keys) {
    for (String key : keys) {
      cache.get(key);
    }
  }

  @Override
  public void invalidate() {
    log.append(Change.of(CHANGED, "change"));
  }

  @Override
  public boolean holds(String key) {
    long hits = cache.statistics().hits();
    cache.get(key);
    return cache.statistics().hits() > hits;
  }

  @Override
  public void close() {
    node.close();
  }
}
