package io.trueup.cache;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A second level in memory. */
final class FakeLevel implements SecondLevel {
  final Map<SecondLevelKey, SecondLevelEntry> kept = new ConcurrentHashMap<>();
  Duration lastTtl = Duration.ZERO;
  boolean failing;

  @Override
  public @Nullable SecondLevelEntry get(SecondLevelKey key) {
    check();
    return kept.get(key);
  }

  @Override
  public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
    check();
    kept.put(key, entry);
    lastTtl = ttl;
  }

  private void check() {
    if (failing) {
      throw new CacheException("down", null);
    }
  }

  /** Leaves a value for the key "a" of the cache "c". */
  void plant(long upTo, long nothingAfter, UUID id, long value) {
    kept.put(
        new SecondLevelKey(new Incarnation("first"), "c", "1", "a"),
        new SecondLevelEntry(
            new Position(upTo), new Position(nothingAfter), id, new LongAsText().encode(value)));
  }

  @Override
  public void close() {}
}
