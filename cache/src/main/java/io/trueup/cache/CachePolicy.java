package io.trueup.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one cache behaves. Immutable.
 *
 * @param strategy how it keeps up with changes
 * @param ttl how long an entry lives at most; null for no such limit
 * @param maxStaleness how old an answer may be; zero makes each read linearizable. Has no meaning
 *     for {@link Strategy#TTL} and {@link Strategy#OFF}
 * @param maxEntries how many entries are kept on this node
 * @param onOutage what happens when freshness can't be proven
 * @param loadTimeout how long a reader waits for another's load of the same key before it loads for
 *     itself
 */
public record CachePolicy(
    Strategy strategy,
    @Nullable Duration ttl,
    Duration maxStaleness,
    long maxEntries,
    OnOutage onOutage,
    Duration loadTimeout) {

  /** Evicting, 250 ms, 100 000 entries, refusing in an outage, 10 s for a joined load. */
  public static final CachePolicy DEFAULT =
      new CachePolicy(
          Strategy.EVICT,
          null,
          Duration.ofMillis(250),
          100_000,
          OnOutage.REFUSE,
          Duration.ofSeconds(10));

  /**
   * @throws IllegalArgumentException naming everything that makes no sense
   */
  public CachePolicy {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(maxStaleness, "maxStaleness");
    Objects.requireNonNull(onOutage, "onOutage");
    Objects.requireNonNull(loadTimeout, "loadTimeout");
    List<String> wrong = new ArrayList<>();
    if (strategy == Strategy.TTL && ttl == null) {
      wrong.add("ttl: strategy TTL needs one");
    }
    if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
      wrong.add("ttl: must be more than 0");
    }
    if (maxStaleness.isNegative()) {
      wrong.add("maxStaleness: must be 0 or more");
    }
    if (maxEntries < 1) {
      wrong.add("maxEntries: must be 1 or more; to keep nothing use strategy OFF");
    }
    if (loadTimeout.isNegative() || loadTimeout.isZero()) {
      wrong.add("loadTimeout: must be more than 0");
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  /** The same with another strategy. */
  public CachePolicy withStrategy(Strategy other) {
    return new CachePolicy(other, ttl, maxStaleness, maxEntries, onOutage, loadTimeout);
  }

  /** The same with another time to live; null for none. */
  public CachePolicy withTtl(@Nullable Duration other) {
    return new CachePolicy(strategy, other, maxStaleness, maxEntries, onOutage, loadTimeout);
  }

  /** The same with another bound. */
  public CachePolicy withMaxStaleness(Duration other) {
    return new CachePolicy(strategy, ttl, other, maxEntries, onOutage, loadTimeout);
  }

  /** The same with another size. */
  public CachePolicy withMaxEntries(long other) {
    return new CachePolicy(strategy, ttl, maxStaleness, other, onOutage, loadTimeout);
  }

  /** The same with another behaviour in an outage. */
  public CachePolicy withOnOutage(OnOutage other) {
    return new CachePolicy(strategy, ttl, maxStaleness, maxEntries, other, loadTimeout);
  }

  /** The same with another wait for a joined load. */
  public CachePolicy withLoadTimeout(Duration other) {
    return new CachePolicy(strategy, ttl, maxStaleness, maxEntries, onOutage, other);
  }
}
