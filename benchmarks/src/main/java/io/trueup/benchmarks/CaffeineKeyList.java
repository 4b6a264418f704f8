package io.trueup.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Caffeine with a key list for each tag. */
final class CaffeineKeyList implements TaggedEntries {
  private final KeyList keyList = new KeyList();
  private final Cache<String, String> cache;

  CaffeineKeyList(int room) {
    this.cache = Caffeine.newBuilder().maximumSize(room).executor(Runnable::run).build();
  }

  @Override
  public void fill(String[] keys) {
    for (String key : keys) {
      cache.put(key, Workload.value(key));
      keyList.add(TAG, key);
    }
  }

  @Override
  public void invalidate() {
    cache.invalidateAll(keyList.remove(TAG));
  }

  @Override
  public boolean holds(String key) {
    return cache.getIfPresent(key) != null;
  }

  @Override
  public void close() {
    cache.invalidateAll();
  }
}
