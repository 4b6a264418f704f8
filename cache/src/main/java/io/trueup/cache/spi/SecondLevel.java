package io.trueup.cache.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A store of values that several nodes share, such as Redis. It holds values only: no tags are
 * looked up in it and nothing in it is ever invalidated, since every node judges what it finds
 * against its own view of the log. It may lose, keep or bring back what it likes, but what it gives
 * back is what was put under that key: bytes it can't make sense of are nothing to it.
 * Implementations are safe for use by many threads and answer within a short, bounded time. {@code
 * SecondLevelContract} of the testkit checks it.
 */
public interface SecondLevel extends AutoCloseable {
  /**
   * What is kept under the key, or null. One command.
   *
   * @throws io.trueup.cache.CacheException if it can't be reached; the cache then loads
   */
  @Nullable SecondLevelEntry get(SecondLevelKey key);

  /**
   * Keeps the entry for at most the time given, or not at all if it is too large. May return before
   * it is kept, and never waits for long.
   *
   * @param ttl more than 0
   * @throws io.trueup.cache.CacheException if it can't be reached; the cache counts it and goes on
   */
  void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl);

  /**
   * Says that this node is about to load what it found nothing usable under the key for, so that
   * others need not; waits while another node has said so, for at most the time given. An
   * optimization, on which nothing may depend: what is claimed may be lost, and is given up by
   * itself after that time, so that a node which died holds up nobody for longer.
   *
   * @param most more than 0; how long another's load is waited for, and how long the claim holds
   * @return mine if nobody else has it; another's if it ended, or did not within the time: the
   *     caller looks once more; null, at once, if there are no claims here
   * @throws io.trueup.cache.CacheException if it can't be reached; the cache then loads
   */
  default @Nullable LoadClaim claim(SecondLevelKey key, Duration most) {
    return null;
  }

  /** Gives back connections; from then on there is nothing in it. Idempotent. */
  @Override
  void close();
}
