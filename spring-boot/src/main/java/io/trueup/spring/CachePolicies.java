package io.trueup.spring;

import io.trueup.cache.CachePolicy;
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

  /** The policy of one of the ledger's caches. */
  public CachePolicy of(CacheName cache) {
    return of(cache.text(), cache.defaultPolicy());
  }

  static CachePolicy defaultOf(String cache) {
    return Stream.of(CacheName.values())
        .filter(name -> name.text().equals(cache))
        .findFirst()
        .map(CacheName::defaultPolicy)
        .orElse(CachePolicy.DEFAULT);
  }
}
