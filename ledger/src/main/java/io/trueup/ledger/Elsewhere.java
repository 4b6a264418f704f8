package io.trueup.ledger;

import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Position;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/*
 * Writers wait, readers don't. A change of budgets, prices, users or settings is answered once every
 * node has it, so that the very next request on any of them is right, with no position to send along.
 *
 * No node is asked: one that has not been up to date within a cache's bound refuses to answer from
 * that cache. So the longest bound after the commit, whoever still answers has applied the change, be
 * it stopped, cut off or slow. Recordings don't wait: who wants to see them on another node at once
 * sends their position.
 *
 * Invariant: each change up to `settled` was committed a bound ago or longer.
 */
/** Waits until nodes have a change. Safe for use by many threads. */
final class Elsewhere {
  private static final Set<String> NAMES =
      Stream.of(CacheName.values()).map(CacheName::text).collect(Collectors.toSet());

  /** Two clocks' rates may differ by 1 % each way from the true one. */
  private static final int CLOCKS_PERCENT = 2;

  private final Caches caches;
  private final Pause pause;
  private final AtomicLong settled = new AtomicLong(-1);

  /** Lets time pass. */
  interface Pause {
    void lasting(Duration time) throws InterruptedException;
  }

  /** By waiting for what never comes. */
  static Pause waiting() {
    Semaphore never = new Semaphore(0);
    return time -> never.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  Elsewhere(Caches caches, Pause pause) {
    this.caches = caches;
    this.pause = pause;
  }

  /** Has the change that this node has just committed. Ends early if the thread is interrupted. */
  void await(Position committed) {
    Duration bound = bound();
    if (bound.isZero() || settled.get() >= committed.value()) {
      return;
    }
    try {
      pause.lasting(bound);
      settled.accumulateAndGet(committed.value(), Math::max);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** This node has the change, whoever committed it. */
  void followTo(Position committed) {
    if (caches.horizon().compareTo(committed) < 0) {
      caches.catchUp();
    }
  }

  /** Nothing if there is nobody else; a cache that serves what is older has no bound. */
  private Duration bound() {
    if (caches.isSoleWriter()) {
      return Duration.ZERO;
    }
    Duration longest =
        caches.all().stream()
            .filter(cache -> NAMES.contains(cache.name()))
            .map(CoherentCache::policy)
            .filter(policy -> policy.onOutage() == OnOutage.REFUSE)
            .map(policy -> policy.maxStaleness())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return longest.plus(longest.multipliedBy(CLOCKS_PERCENT).dividedBy(100));
  }
}
