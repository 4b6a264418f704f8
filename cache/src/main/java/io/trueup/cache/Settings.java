package io.trueup.cache;

import java.time.Duration;
import java.util.Objects;

/** A policy as the path of a read wants it: one object, swapped whole. Immutable. */
final class Settings {
  final CachePolicy policy;

  /** Whether a hit needs no more than tags and freshness. */
  final boolean quick;

  /** Nanoseconds. */
  final long staleness;

  private final long ttl;
  private final double jitter;

  Settings(CachePolicy policy) {
    Duration limit = policy.ttl();
    this.policy = policy;
    this.quick = policy.strategy().followsChanges() && limit == null;
    this.staleness = policy.maxStaleness().toNanos();
    this.ttl = limit == null ? 0 : limit.toNanos();
    this.jitter = policy.ttlJitter();
  }

  /** Whether an old value is taken at once, without waiting for the load. */
  boolean servesOldAtOnce() {
    return policy.strategy() == Strategy.STALE_WHILE_REVALIDATE
        || policy.strategy() == Strategy.REFRESH;
  }

  boolean isExpired(Object key, Entry entry, long now) {
    return ttl > 0 && now - entry.storedAt >= timeToLive(key, entry);
  }

  /** The same for an entry each time it is asked, so that it needs no field of its own. */
  long timeToLive(Object key, Entry entry) {
    if (jitter == 0) {
      return ttl;
    }
    int hash = Objects.hash(key, entry.storedAt, entry.stamp) * 0x9E3779B9;
    double share = (hash >>> 8) / (double) (1 << 24);
    return ttl - (long) (ttl * jitter * share);
  }
}
