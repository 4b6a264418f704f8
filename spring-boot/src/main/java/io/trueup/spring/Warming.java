package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.WarmingBudget;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Begins to load what is hot or critical once all caches are there. Readiness waits for it. */
final class Warming implements SmartInitializingSingleton {
  private final Caches caches;
  private final WarmingBudget budget;

  Warming(Caches caches, WarmingBudget budget) {
    this.caches = caches;
    this.budget = budget;
  }

  @Override
  public void afterSingletonsInstantiated() {
    List<String> wanted =
        caches.all().stream()
            .filter(cache -> cache.policy().warm())
            .map(CoherentCache::name)
            .toList();
    if (!wanted.isEmpty()) {
      caches.warm(wanted, budget);
    }
  }
}
