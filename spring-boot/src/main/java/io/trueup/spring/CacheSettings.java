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
 * @param ttlJitter share of the time to live, from 0 to less than 1, of which each entry loses a
 *     random part
 * @param maxStaleness how old an answer may be; 0 makes each read linearizable
 * @param maxEntries how many entries are kept on this node
 * @param levelTwo whether values are shared through the second level
 * @param onOutage what happens when freshness can't be proven
 * @param warm whether the hottest keys are kept for the next start
 * @param critical whether the node is ready only once this cache was warmed
 * @param loadTimeoutSoft after how long a reader who waits for a load takes an old value within the
 *     bound
 * @param loadTimeoutHard how long a reader waits for a load
 * @param singleLoadWait how long a load waits for another node that loads the same key
 */
public record CacheSettings(
    @Nullable Strategy strategy,
    @Nullable Duration ttl,
    @Nullable Double ttlJitter,
    @Nullable Duration maxStaleness,
    @Nullable Long maxEntries,
    @Nullable Boolean levelTwo,
    @Nullable OnOutage onOutage,
    @Nullable Boolean warm,
    @Nullable Boolean critical,
    @Nullable Duration loadTimeoutSoft,
    @Nullable Duration loadTimeoutHard,
    @Nullable Duration singleLoadWait) {

  /**
   * The policy with what is set here.
   *
   * @throws io.trueup.cache.InvalidPolicyException naming everything that makes no sense together
   */
  CachePolicy over(CachePolicy byDefault) {
    CachePolicy policy = fitting(byDefault);
    return new CachePolicy(
        or(strategy, policy.strategy()),
        ttl == null ? policy.ttl() : ttl,
        or(ttlJitter, policy.ttlJitter()),
        or(maxStaleness, policy.maxStaleness()),
        or(maxEntries, policy.maxEntries()),
        or(levelTwo, policy.levelTwo()),
        or(onOutage, policy.onOutage()),
        or(warm, policy.warm()),
        or(critical, policy.critical()),
        loadTimeoutSoft == null ? policy.loadTimeoutSoft() : loadTimeoutSoft,
        or(loadTimeoutHard, policy.loadTimeoutHard()),
        singleLoadWait == null ? policy.singleLoadWait() : singleLoadWait);
  }

  /** Defaults that make no sense with the strategy set here are none: nobody asked for them. */
  private CachePolicy fitting(CachePolicy policy) {
    if (strategy == Strategy.OFF) {
      return policy
          .withCritical(false)
          .withWarm(false)
          .withSingleLoadWait(null)
          .withLevelTwo(false)
          .withOnOutage(OnOutage.REFUSE);
    }
    return strategy == Strategy.TTL ? policy.withOnOutage(OnOutage.REFUSE) : policy;
  }

  private static <T> T or(@Nullable T set, T otherwise) {
    return set == null ? otherwise : set;
  }
}
