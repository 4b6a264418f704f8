package io.trueup.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The entries and loads of one cache in one generation. */
final class Store<K> {
  final Generation generation;
  private final Cache<K, Entry> cache;

  /** The same as a map, which is one step shorter on the way of a hit. */
  private final ConcurrentMap<K, Entry> entries;

  private final ConcurrentMap<K, Flight> flights = new ConcurrentHashMap<>();
  private final RecentlyEvicted evicted = new RecentlyEvicted();

  Store(Generation generation, long maxEntries, Runnable onEviction) {
    this.generation = generation;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .executor(Runnable::run)
            .<K, Entry>evictionListener(
                (key, entry, cause) -> {
                  if (key != null) {
                    evicted.add(key);
                  }
                  onEviction.run();
                })
            .build();
    this.entries = cache.asMap();
  }

  @Nullable Entry get(K key) {
    return entries.get(key);
  }

  /** Keeps the entry unless a newer one is there. */
  void put(K key, Entry entry) {
    entries.merge(key, entry, (old, fresh) -> old.stamp > fresh.stamp ? old : fresh);
  }

  /** Puts a folded entry in the place of the one it was made from, if that still stands there. */
  void replace(K key, Entry old, Entry folded) {
    entries.replace(key, old, folded);
  }

  boolean wasEvicted(K key) {
    return evicted.remove(key);
  }

  /** The flight of this key that the caller may join, or null: then {@code mine} is on its way. */
  @Nullable Flight takeOff(K key, Flight mine) {
    return flights.putIfAbsent(key, mine);
  }

  void end(K key, Flight flight) {
    flights.remove(key, flight);
  }

  int inFlight() {
    return flights.size();
  }

  Map<K, Entry> entries() {
    return entries;
  }

  long size() {
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
