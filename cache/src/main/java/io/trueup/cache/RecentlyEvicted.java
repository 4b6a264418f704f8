package io.trueup.cache;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Remembers by hash which keys were lately pushed out for want of room, in a table of fixed size,
 * so that a miss can tell an evicted key from a new one. May err on colliding hashes; it feeds
 * statistics only.
 */
final class RecentlyEvicted {
  private static final int SIZE = 1 << 12;

  private final AtomicIntegerArray hashes = new AtomicIntegerArray(SIZE);

  void add(Object key) {
    int hash = mixed(key);
    hashes.setPlain(hash & (SIZE - 1), hash);
  }

  /** Whether the key was there; it is not any more. */
  boolean remove(Object key) {
    int hash = mixed(key);
    return hash != 0 && hashes.compareAndSet(hash & (SIZE - 1), hash, 0);
  }

  private static int mixed(Object key) {
    int h = key.hashCode() * 0x9E3779B9;
    return h ^ (h >>> 15);
  }
}
