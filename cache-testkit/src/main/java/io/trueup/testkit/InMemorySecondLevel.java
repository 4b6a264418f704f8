package io.trueup.testkit;

import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A second level in memory, for tests: able to do all that a shared store can do to its users. Safe
 * for use by many threads.
 */
public final class InMemorySecondLevel implements SecondLevel {
  /** The largest value that is kept, in bytes. */
  public static final int MOST_BYTES = 1 << 20;

  private record Kept(SecondLevelEntry entry, long storedAt, long lifetime) {}

  private final Ticker ticker;
  private final AtomicLong gets = new AtomicLong();
  private final AtomicLong puts = new AtomicLong();
  private volatile Map<SecondLevelKey, Kept> entries = new ConcurrentHashMap<>();
  private volatile Runnable beforeUse = InMemorySecondLevel::nothing;
  private volatile @Nullable String failure;

  /**
   * Empty.
   *
   * @param ticker by which entries expire
   */
  public InMemorySecondLevel(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public @Nullable SecondLevelEntry get(SecondLevelKey key) {
    gets.incrementAndGet();
    use();
    Kept kept = entries.get(key);
    return kept == null || ticker.nanos() - kept.storedAt >= kept.lifetime ? null : kept.entry;
  }

  @Override
  public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("ttl: must be more than 0, is " + ttl);
    }
    puts.incrementAndGet();
    use();
    if (entry.value().length <= MOST_BYTES) {
      entries.put(key, new Kept(entry, ticker.nanos(), nanos(ttl)));
    }
  }

  private static long nanos(Duration ttl) {
    return ttl.getSeconds() < Duration.ofDays(1000).getSeconds() ? ttl.toNanos() : Long.MAX_VALUE;
  }

  private void use() {
    beforeUse.run();
    String reason = failure;
    if (reason != null) {
      throw new CacheException("the second level can't be reached: " + reason, null);
    }
  }

  /** Forgets everything and can't be used any more. */
  @Override
  public void close() {
    lose();
    failure = "closed";
  }

  // --- what a test does to it ---

  /** Runs before each use, on the asking thread: to delay it, or to change what it finds. */
  public void beforeUse(Runnable hook) {
    beforeUse = hook;
  }

  /** Makes every use fail with this reason until {@link #recover()}. */
  public void fail(String reason) {
    failure = reason;
  }

  /** Ends what {@link #fail} began. */
  public void recover() {
    failure = null;
  }

  /** Forgets everything, as a flush or a restart without a dump does. */
  public void lose() {
    entries = new ConcurrentHashMap<>();
  }

  /** Forgets what is kept under the key, as a store short of memory does. */
  public void lose(SecondLevelKey key) {
    entries.remove(key);
  }

  /** A dump: what is kept now. */
  public Dump dump() {
    return new Dump(Map.copyOf(entries));
  }

  /** Brings back what was kept when the dump was made, and nothing else. */
  public void restore(Dump dump) {
    entries = new ConcurrentHashMap<>(dump.entries);
  }

  /** How many are kept, expired ones included. */
  public int size() {
    return entries.size();
  }

  /** How often it was asked. */
  public long gets() {
    return gets.get();
  }

  /** How often it was given something. */
  public long puts() {
    return puts.get();
  }

  private static void nothing() {}

  /** What was kept at some time. Immutable. */
  public static final class Dump {
    private final Map<SecondLevelKey, Kept> entries;

    private Dump(Map<SecondLevelKey, Kept> entries) {
      this.entries = entries;
    }
  }
}
