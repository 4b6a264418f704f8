package io.trueup.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.cache.caffeine.CaffeineCache;

/** Spring's cache abstraction, which knows no tags: everything goes. */
final class SpringClear implements TaggedEntries {
  private final CaffeineCache cache;

  SpringClear(int room) {
    this.cache =
        new CaffeineCache(
            "prices", Caffeine.newBuilder().maximumSize(room).executor(Runnable::run).build());
  }

  @Override
  public void fill(String[] keys) {
    for (String key : keys) {
      cache.put(key, Workload.value(key));
    }
  }

  @Override
  public void invalidate() {
    cache.clear();
  }

  @Override
  public boolean holds(String key) {
    return cache.get(key) != null;
  }

  @Override
  public void close() {
    cache.clear();
  }
}
