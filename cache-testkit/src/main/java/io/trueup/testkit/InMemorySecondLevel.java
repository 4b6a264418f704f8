package io.trueup.testkit;

import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
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
  private final InMemoryClaims claims;
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
    this.claims = new InMemoryClaims(ticker);
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

  @Override
  public LoadClaim claim(SecondLevelKey key, Duration most) {
    if (most.isNegative() || most.isZero()) {
      throw new IllegalArgumentException("most: must be more than 0, is " + most);
    }
    use();
    return claims.claim(key, nanos(most));
  }

  private static long nanos(Duration ttl) {
    return ttl.toSeconds() < Duration.ofDays(1000).toSeconds() ? ttl.toNanos() : Long.MAX_VALUE;
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
    claims.lose();
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

  /** What is kept under which keys, expired ones included. */
  public Set<SecondLevelKey> keys() {
    return Set.copyOf(entries.keySet());
  }

  /** How often it was asked. */
  public long gets() {
    return gets.get();
  }

  /** How often it was given something. */
  public long puts() {
    return puts.get();
  }

  /** How many wait at the moment for another's claim to end. */
  public int waiting() {
    return claims.waiting();
  }

  /**
   * Waits until so many wait.
   *
   * @throws AssertionError if they do not within 20 s
   */
  public void awaitWaiting(int count) {
    claims.awaitWaiting(count);
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
