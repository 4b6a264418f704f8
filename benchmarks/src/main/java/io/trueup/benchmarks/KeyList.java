package io.trueup.benchmarks;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of each tag, kept beside a cache that knows no tags. Safe for use by many threads. */
final class KeyList {
  private final Map<String, Set<String>> keys = new ConcurrentHashMap<>();

  void add(String tag, String key) {
    keys.computeIfAbsent(tag, absent -> ConcurrentHashMap.newKeySet()).add(key);
  }

  Set<String> remove(String tag) {
    Set<String> removed = keys.remove(tag);
    return removed == null ? Set.of() : removed;
  }
}
