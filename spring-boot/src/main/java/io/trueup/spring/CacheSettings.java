package io.trueup.spring;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Strategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one cache; what is not set stays as the cache has it.
 *
 * @param strategy how it keeps up with changes
 * @param ttl how long an entry lives at most
 * @param maxStaleness how old an answer may be; 0 makes each read linearizable
 * @param maxEntries how many entries are kept on this node
 * @param onOutage what happens when freshness can't be proven
 * @param loadTimeoutHard how long a reader waits for a load
 */
public record CacheSettings(
    @Nullable Strategy strategy,
    @Nullable Duration ttl,
    @Nullable Duration maxStaleness,
    @Nullable Long maxEntries,
    @Nullable OnOutage onOutage,
    @Nullable Duration loadTimeoutHard) {

  /**
   * The policy with what is set here.
   *
   * @throws IllegalArgumentException naming everything that makes no sense together
   */
  CachePolicy over(CachePolicy policy) {
    return new CachePolicy(
        or(strategy, policy.strategy()),
        ttl == null ? policy.ttl() : ttl,
        or(maxStaleness, policy.maxStaleness()),
        or(maxEntries, policy.maxEntries()),
        or(onOutage, policy.onOutage()),
        or(loadTimeoutHard, policy.loadTimeout()));
  }

  private static <T> T or(@Nullable T set, T otherwise) {
    return set == null ? otherwise : set;
  }
}
