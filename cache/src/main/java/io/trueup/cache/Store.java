package io.trueup.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
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

  private volatile long maxEntries;

  Store(Generation generation, long maxEntries, Runnable onEviction) {
    this.generation = generation;
    this.maxEntries = maxEntries;
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

  /** As {@link #get}, but it does not count as a use. */
  @Nullable Entry peek(K key) {
    return cache.policy().getIfPresentQuietly(key);
  }

  /** The keys most used, hottest first. O(entries) at worst. */
  List<K> hottest(int limit) {
    return cache.policy().eviction().stream()
        .flatMap(eviction -> eviction.hottest(limit).keySet().stream())
        .toList();
  }

  /** Keeps this many from now on. */
  void resize(long entries) {
    if (maxEntries != entries) {
      maxEntries = entries;
      cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(entries));
    }
  }

  void clear() {
    cache.invalidateAll();
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

  boolean isInFlight(K key) {
    return flights.containsKey(key);
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
