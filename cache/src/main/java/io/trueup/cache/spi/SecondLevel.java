package io.trueup.cache.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A store of values that several nodes share, such as Redis. It holds values only: no tags are
 * looked up in it and nothing in it is ever invalidated, since every node judges what it finds
 * against its own view of the log. It may lose, keep or bring back what it likes. Implementations
 * are safe for use by many threads and answer within a short, bounded time.
 */
public interface SecondLevel extends AutoCloseable {
  /**
   * What is kept under the key, or null. One command.
   *
   * @throws io.trueup.cache.CacheException if it can't be reached; the cache then loads
   */
  @Nullable SecondLevelEntry get(SecondLevelKey key);

  /**
   * Keeps the entry for at most the time given.
   *
   * @throws io.trueup.cache.CacheException if it can't be reached; the cache counts it and goes on
   */
  void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl);

  /** Gives back connections. Idempotent. */
  @Override
  void close();
}
