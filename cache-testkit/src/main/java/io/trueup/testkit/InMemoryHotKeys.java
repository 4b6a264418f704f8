package io.trueup.testkit;

import io.trueup.cache.spi.HotKeys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hottest keys kept in memory: given to the caches of a node, and to those of the node that starts
 * after it. Can be told to fail. Safe for use by many threads.
 */
public final class InMemoryHotKeys implements HotKeys {
  private final Map<String, List<String>> kept = new ConcurrentHashMap<>();
  private final AtomicInteger saves = new AtomicInteger();
  private volatile boolean failing;

  /** With nothing kept yet. */
  public InMemoryHotKeys() {}

  @Override
  public List<String> load(String cache) {
    check();
    return kept.getOrDefault(cache, List.of());
  }

  @Override
  public void save(String cache, List<String> keys) {
    check();
    saves.incrementAndGet();
    kept.put(cache, List.copyOf(keys));
  }

  private void check() {
    if (failing) {
      throw new IllegalStateException("hot keys: told to fail");
    }
  }

  /** From now on each call fails. */
  public void fail() {
    failing = true;
  }

  /** From now on calls succeed again. */
  public void recover() {
    failing = false;
  }

  /** How often something was kept. */
  public int saves() {
    return saves.get();
  }
}
