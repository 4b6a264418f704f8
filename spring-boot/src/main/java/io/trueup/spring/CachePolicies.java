package io.trueup.spring;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.ledger.CacheName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    CacheSettings exact = settings.get(cache);
    CacheSettings set = exact == null ? settings.get(plain(cache)) : exact;
    return set == null ? byDefault : set.over(byDefault);
  }

  /*
   * A variable of the process can hold neither dashes nor capitals, and a file no other signs unless
   * in brackets. So what is set for budgetstatus is meant for budget-status.
   */
  /** The name as settings have it that can't hold the whole of it. */
  private static String plain(String cache) {
    return cache.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
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

  /** The policy, before settings, of the cache that is set by this name. */
  static CachePolicy defaultOf(String cache) {
    return ledgersOwn(cache)
        .map(name -> warmed(name, name.defaultPolicy()))
        .orElse(CachePolicy.DEFAULT);
  }

  /** The name of the cache that is set by this name, if it is one of the ledger's. */
  static String wholeName(String cache) {
    return ledgersOwn(cache).map(CacheName::text).orElse(cache);
  }

  private static Optional<CacheName> ledgersOwn(String cache) {
    return Stream.of(CacheName.values())
        .filter(name -> name.text().equals(cache) || plain(name.text()).equals(cache))
        .findFirst();
  }
}
