package io.trueup.spring;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Strategy;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.ledger.CacheName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;

/**
 * Coherent caches for Spring's annotations. A cache is made when its name is first used, with the
 * policy of {@code trueup.caches.<name>}.
 *
 * <p>What is cached carries the tags {@code cache:<name>}, {@code <name>:<key>} and those that
 * {@link CacheTags} gives. Evicting appends a change with such a tag to the log: in the caller's
 * transaction, if there is one, so that it commits with the data; and it reaches every node. Safe
 * for use by many threads.
 */
public final class SpringCaches implements CacheManager {
  /** How many caches there may be: names come from the program, not from its input. */
  public static final int MOST = 1_000;

  private static final Set<String> LEDGERS =
      Stream.of(CacheName.values()).map(CacheName::text).collect(Collectors.toUnmodifiableSet());
  private static final Set<Strategy> POSSIBLE = Set.of(Strategy.EVICT, Strategy.TTL, Strategy.OFF);

  private final Caches node;
  private final ChangeTransactions transactions;
  private final CachePolicies policies;
  private final CacheTags tags;
  private final Map<String, SpringCache> byName = new ConcurrentHashMap<>();

  /**
   * Caches of this node.
   *
   * @param transactions those that the node's caches observe
   * @param tags what values depend on beyond cache and key
   */
  public SpringCaches(
      Caches node, ChangeTransactions transactions, CachePolicies policies, CacheTags tags) {
    this.node = node;
    this.transactions = transactions;
    this.policies = policies;
    this.tags = tags;
  }

  /**
   * The cache of this name.
   *
   * @throws IllegalArgumentException if the name is one of the ledger's, its policy makes no sense
   *     here, or there are {@link #MOST} already
   */
  @Override
  public SpringCache getCache(String name) {
    SpringCache made = byName.get(name);
    return made != null ? made : byName.computeIfAbsent(name, this::make);
  }

  @Override
  public Collection<String> getCacheNames() {
    return List.copyOf(byName.keySet());
  }

  private SpringCache make(String name) {
    if (LEDGERS.contains(name)) {
      throw new IllegalArgumentException(
          "cache name: " + name + " is the ledger's, take another for @Cacheable");
    }
    if (byName.size() >= MOST) {
      throw new IllegalArgumentException(
          "cache name: " + name + " would be the " + (MOST + 1) + "th: name caches in the program");
    }
    CachePolicy policy = checked(name, policies.of(name));
    SpringLoads loads = new SpringLoads(name);
    CoherentCache<Object, @Nullable Object> cache =
        node.<Object, @Nullable Object>cache(name, key -> tagsOf(name, key))
            .valueTags((key, value) -> tags.tagsOf(name, key, value))
            .policy(policy)
            .build(loads);
    return new SpringCache(cache, loads, transactions);
  }

  /** The method that loads is known only while a caller waits for it. */
  private static CachePolicy checked(String name, CachePolicy policy) {
    if (!POSSIBLE.contains(policy.strategy())
        || policy.loadTimeoutSoft() != null
        || policy.levelTwo()
        || policy.warm()) {
      throw new IllegalArgumentException(
          "trueup.caches."
              + name
              + ": a cache of @Cacheable can't load in the background or be shared: strategy must be"
              + " evict, ttl or off, without load-timeout-soft, level-two and warm");
    }
    return policy;
  }

  private Tags tagsOf(String name, Object key) {
    return Tags.of(SpringCache.allTag(name), SpringCache.keyTag(name, key))
        .and(tags.tagsOf(name, key, null));
  }
}
