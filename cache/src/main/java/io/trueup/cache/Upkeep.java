package io.trueup.cache;

import io.trueup.cache.spi.HotKeys;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A node's background work: reloading hot entries after changes, keeping the hottest keys. One
 * thread, woken after catch-ups by whoever caught up, and every second.
 */
final class Upkeep {
  static final Duration INTERVAL = Duration.ofSeconds(1);
  static final Duration SAVING = Duration.ofSeconds(30);

  private final Caches node;
  private final @Nullable HotKeys hotKeys;
  private volatile boolean wanted;
  private volatile Runnable wake = () -> {};
  private long savedAt;

  /** Times the hottest keys could not be read or kept. */
  final LongAdder failures = new LongAdder();

  Upkeep(Caches node, @Nullable HotKeys hotKeys) {
    this.node = node;
    this.hotKeys = hotKeys;
    this.savedAt = node.ticker().nanos();
  }

  /** From now on this wakes the thread that takes the turns. */
  void wokenBy(Runnable ring) {
    wake = ring;
  }

  /** Something was applied, or a load came too late. Does not block. */
  void moved() {
    if (wanted) {
      wake.run();
    }
  }

  void lookWhoWants() {
    wanted = node.all().stream().anyMatch(cache -> cache.hot().wantsTurns());
  }

  void turn() {
    node.all().forEach(cache -> cache.hot().turn());
    long now = node.ticker().nanos();
    if (now - savedAt >= SAVING.toNanos()) {
      savedAt = now;
      save();
    }
  }

  void save() {
    if (hotKeys == null) {
      return;
    }
    for (CoherentCache<?, ?> cache : node.all()) {
      try {
        cache.hot().save(hotKeys);
      } catch (RuntimeException e) {
        failures.increment();
        throw new CacheException("cache " + cache.name() + ": its hottest keys can not be kept", e);
      }
    }
  }
}
