package io.trueup.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.cache.CacheStatistics;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.MissCause;
import io.trueup.cache.NodeStatistics;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What caches and node have done, as meters {@code trueup.cache.*} by cache and {@code
 * trueup.node.*}. Caches that are made later are found at the next {@link #bindTo} or {@link
 * #lookForNewCaches}.
 */
final class TrueupMeters implements MeterBinder {
  private final Caches caches;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  TrueupMeters(Caches caches) {
    this.caches = caches;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    node(registry, "trueup.node.catch.ups", NodeStatistics::catchUps);
    node(registry, "trueup.node.resets", NodeStatistics::resets);
    node(registry, "trueup.node.unreadable.changes", NodeStatistics::unreadableChanges);
    node(registry, "trueup.node.late.catch.ups", NodeStatistics::lateCatchUps);
    node(registry, "trueup.node.listener.failures", NodeStatistics::listenerFailures);
    Gauge.builder("trueup.node.horizon", caches, node -> node.horizon().value())
        .description("the position up to which this node has applied everything")
        .register(registry);
    Gauge.builder("trueup.node.freshness", caches, node -> seconds(node.freshnessAge().toNanos()))
        .baseUnit("seconds")
        .description("how long ago this node last knew that it was up to date")
        .register(registry);
    Gauge.builder("trueup.node.caches", this, meters -> meters.lookForNewCaches(registry))
        .description("how many caches this node has")
        .register(registry);
    lookForNewCaches(registry);
  }

  /** Asked whenever the number of caches is read, so that late caches get their meters too. */
  private int lookForNewCaches(MeterRegistry registry) {
    caches.all().stream()
        .filter(cache -> known.add(registry.hashCode() + " " + cache.name()))
        .forEach(cache -> bind(cache, registry));
    return caches.all().size();
  }

  private static void bind(CoherentCache<?, ?> cache, MeterRegistry registry) {
    Tags name = Tags.of("cache", cache.name());
    count(registry, "trueup.cache.hits", name, cache, CacheStatistics::hits);
    count(registry, "trueup.cache.folds", name, cache, CacheStatistics::folds);
    count(registry, "trueup.cache.stale", name, cache, CacheStatistics::stale);
    count(registry, "trueup.cache.evictions", name, cache, CacheStatistics::evictions);
    count(registry, "trueup.cache.load.failures", name, cache, CacheStatistics::loadFailures);
    count(registry, "trueup.cache.level.two.hits", name, cache, CacheStatistics::secondLevelHits);
    for (MissCause cause : MissCause.values()) {
      Tags byCause = name.and("cause", cause.name().toLowerCase(Locale.ROOT));
      count(registry, "trueup.cache.misses", byCause, cache, done -> done.misses(cause));
    }
    FunctionTimer.builder(
            "trueup.cache.loads",
            cache,
            it -> it.statistics().loads(),
            it -> it.statistics().loadTime().toNanos(),
            TimeUnit.NANOSECONDS)
        .tags(name)
        .register(registry);
    Gauge.builder("trueup.cache.size", cache, it -> it.statistics().size())
        .tags(name)
        .register(registry);
  }

  private static void count(
      MeterRegistry registry,
      String meter,
      Tags tags,
      CoherentCache<?, ?> cache,
      ToDoubleFunction<CacheStatistics> what) {
    FunctionCounter.builder(meter, cache, it -> what.applyAsDouble(it.statistics()))
        .tags(tags)
        .register(registry);
  }

  private void node(MeterRegistry registry, String meter, ToDoubleFunction<NodeStatistics> what) {
    FunctionCounter.builder(meter, caches, it -> what.applyAsDouble(it.statistics()))
        .register(registry);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
