package io.trueup.cache;

import java.util.List;

/** What the simulation looks at, or does, that users of the cache can't. */
public final class Inside {
  private Inside() {}

  /** Drops an entry, as eviction for want of room does. */
  public static <K> void evict(CoherentCache<K, ?> cache, K key) {
    cache.store(cache.node().generation()).entries().remove(key);
  }

  /** Loads of this cache that are under way. */
  public static int inFlight(CoherentCache<?, ?> cache) {
    return cache.loadsInFlight();
  }

  /** Changes and tags that the journals of this node hold. */
  public static List<Long> journals(Caches node) {
    long[] size = node.generation().recent.size();
    return List.of(size[0], size[1], size[2], size[3]);
  }
}
