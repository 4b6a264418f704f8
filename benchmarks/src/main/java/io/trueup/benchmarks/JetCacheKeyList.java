package io.trueup.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;

/** JetCache's local cache, which knows no tags, with a key list for each. */
final class JetCacheKeyList implements TaggedEntries {
  private final KeyList keyList = new KeyList();
  private final Cache<String, String> cache;

  JetCacheKeyList(int room) {
    this.cache = CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(room).buildCache();
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
    cache.removeAll(keyList.remove(TAG));
  }

  @Override
  public boolean holds(String key) {
    return cache.get(key) != null;
  }

  @Override
  public void close() {
    cache.close();
  }
}
