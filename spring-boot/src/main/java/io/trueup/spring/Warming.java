package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.WarmingBudget;
import io.trueup.cache.WarmingRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/*
 * Readiness waits for the first warming. One that failed (the database was away) is tried again until
 * the critical caches are warm. Later ones are for what will be needed soon: the keys of windows that
 * are about to turn are declared some minutes ahead. A warming loads only what a read would have to
 * load, so one that finds everything there costs its planning.
 */
/** Loads what is hot or critical once all caches are there, and again from time to time. */
final class Warming implements SmartInitializingSingleton, DisposableBean {
  /** Less than the time ahead of a turn at which the next window's keys are declared. */
  static final Duration AGAIN = Duration.ofMinutes(5);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(Warming.class.getName());

  private final Caches caches;
  private final WarmingBudget budget;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "trueup-warmer");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable WarmingRun last;

  Warming(Caches caches, WarmingBudget budget) {
    this.caches = caches;
    this.budget = budget;
  }

  @Override
  public void afterSingletonsInstantiated() {
    begin();
    repeat(this::retry, RETRY);
    repeat(this::begin, AGAIN);
  }

  private void repeat(Runnable turn, Duration pause) {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            turn, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void retry() {
    if (!caches.isWarm()) {
      begin();
    }
  }

  /** One at a time; what fails is logged, and the next turn tries again. */
  private synchronized void begin() {
    if (last != null && last.state() == WarmingRun.State.RUNNING) {
      return;
    }
    List<String> wanted =
        caches.all().stream()
            .filter(cache -> cache.policy().warm())
            .map(CoherentCache::name)
            .toList();
    try {
      last = wanted.isEmpty() ? null : caches.warm(wanted, budget);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "warming did not begin", e);
    }
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
