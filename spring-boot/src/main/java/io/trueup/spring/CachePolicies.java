package io.trueup.spring;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.ledger.CacheName;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How each cache behaves by the settings: the cache's own default, then the environment's, then the
 * application's. What is changed at run time comes on top of it. Immutable.
 */
public final class CachePolicies {
  private final Map<String, CacheSettings> settings;

  CachePolicies(Map<String, CacheSettings> settings) {
    this.settings = Map.copyOf(settings);
  }

  /** The policy of an application's own cache of this name. */
  public CachePolicy of(String cache) {
    return of(cache, CachePolicy.DEFAULT);
  }

  /** The policy of the cache of this name, whose own default is given. */
  public CachePolicy of(String cache, CachePolicy byDefault) {
    CacheSettings set = settings.get(cache);
    return set == null ? byDefault : set.over(byDefault);
  }

  /** The policy of one of the ledger's caches on this node. */
  public CachePolicy of(CacheName cache, Caches node) {
    return of(cache.text(), warmed(cache, cache.defaultPolicyOn(node)));
  }

  /** What each request asks is there before the node is ready; what people look at, soon after. */
  private static CachePolicy warmed(CacheName cache, CachePolicy policy) {
    return switch (cache) {
      case BUDGETS, BUDGET_STATUS, PRICES -> policy.withWarm(true).withCritical(true);
      case SPEND, BREAKDOWN -> policy.withWarm(true);
      case ALERT_SETTINGS -> policy;
    };
  }

  static CachePolicy defaultOf(String cache) {
    return Stream.of(CacheName.values())
        .filter(name -> name.text().equals(cache))
        .findFirst()
        .map(name -> warmed(name, name.defaultPolicy()))
        .orElse(CachePolicy.DEFAULT);
  }
}
