package io.trueup.cache;

import io.trueup.cache.spi.HotKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * Loads the keys of several caches in the background, the hottest of each first, in turns.
 *
 * Loads begin at least 1 s / loads-per-second apart, also after slow ones, on as many threads as the
 * budget says; when the time limit has passed none begins any more. What is due is computed from the
 * node's ticker, and waited for in short naps, so that a clock moved by hand moves the run. Loads are
 * the readers' own, flight and stamp included.
 */

/** Warming under way, or ended. Safe for use by many threads. */
public final class WarmingRun {
  /** How far it is. */
  public enum State {
    /** It plans or loads. */
    RUNNING,
    /** All was tried, or the time limit passed. */
    DONE,
    /** What to load could not be found out for some cache, or every load failed. */
    FAILED
  }

  private static final long NAP_NANOS = 5_000_000;

  /** Too little to nap for. */
  private static final long SLACK_NANOS = 1_000_000;

  private static final System.Logger LOG = System.getLogger(WarmingRun.class.getName());

  /** What is to be done for one cache. */
  private record Plan(HotEntries<?, ?> hot, List<Runnable> loads, AtomicInteger succeeded) {}

  private record Step(Plan plan, Runnable load) {}

  private final Ticker ticker;
  private final WarmingBudget budget;
  private final long startedAt;
  private final AtomicInteger next = new AtomicInteger();
  private long nextDue;
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile List<Step> steps = List.of();
  private volatile long endedAt;
  private volatile State state = State.RUNNING;
  private volatile boolean stopped;

  WarmingRun(Ticker ticker, WarmingBudget budget) {
    this.ticker = ticker;
    this.budget = budget;
    this.startedAt = ticker.nanos();
    this.nextDue = startedAt;
  }

  void start(List<CoherentCache<?, ?>> caches, @Nullable HotKeys hotKeys) {
    thread("trueup-warming", () -> run(caches, hotKeys));
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(List<CoherentCache<?, ?>> caches, @Nullable HotKeys hotKeys) {
    boolean planned = false;
    try {
      List<Plan> plans = new ArrayList<>();
      caches.forEach(cache -> plan(cache, hotKeys, plans));
      steps = inTurns(plans);
      loadAll();
      plans.stream().filter(WarmingRun::isWarm).forEach(plan -> plan.hot().warmed());
      planned = plans.size() == caches.size();
    } finally {
      endedAt = ticker.nanos();
      boolean allFailed = done.get() == 0 && failed.get() > 0;
      state = planned && !allFailed ? State.DONE : State.FAILED;
      end.countDown();
    }
  }

  private void plan(CoherentCache<?, ?> cache, @Nullable HotKeys hotKeys, List<Plan> plans) {
    try {
      List<Runnable> loads = cache.hot().plan(hotKeys);
      plans.add(new Plan(cache.hot(), loads, new AtomicInteger()));
    } catch (RuntimeException e) {
      failed.incrementAndGet();
      LOG.log(
          System.Logger.Level.WARNING,
          "cache " + cache.name() + ": what is to be warmed could not be found out",
          e);
    }
  }

  private static List<Step> inTurns(List<Plan> plans) {
    List<Step> all = new ArrayList<>();
    int longest = plans.stream().mapToInt(plan -> plan.loads().size()).max().orElse(0);
    for (int rank = 0; rank < longest; rank++) {
      for (Plan plan : plans) {
        if (rank < plan.loads().size()) {
          all.add(new Step(plan, plan.loads().get(rank)));
        }
      }
    }
    return List.copyOf(all);
  }

  private static boolean isWarm(Plan plan) {
    return plan.loads().isEmpty() || plan.succeeded().get() > 0;
  }

  private void loadAll() {
    int threads = Math.min(budget.concurrency(), steps.size());
    working.set(threads);
    for (int i = 1; i <= threads; i++) {
      thread("trueup-warming-" + i, this::work);
    }
    while (working.get() > 0 && !isOver()) {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void work() {
    try {
      for (int i = next.getAndIncrement();
          i < steps.size() && awaitTurn();
          i = next.getAndIncrement()) {
        load(steps.get(i));
      }
    } finally {
      working.decrementAndGet();
    }
  }

  private synchronized long drawTurn() {
    long now = ticker.nanos();
    long due = nextDue - now > 0 ? nextDue : now;
    nextDue = due + TimeUnit.SECONDS.toNanos(1) / budget.loadsPerSecond();
    return due;
  }

  /** Waits until the next load may begin; false if none may any more. */
  private boolean awaitTurn() {
    long due = drawTurn();
    while (!isOver()) {
      long left = due - ticker.nanos();
      if (left <= SLACK_NANOS) {
        return true;
      }
      LockSupport.parkNanos(Math.min(left, NAP_NANOS));
    }
    return false;
  }

  private boolean isOver() {
    return stopped || ticker.nanos() - startedAt >= budget.timeLimit().toNanos();
  }

  private void load(Step step) {
    try {
      step.load().run();
      step.plan().succeeded().incrementAndGet();
      done.incrementAndGet();
    } catch (RuntimeException e) {
      if (failed.getAndIncrement() == 0) {
        LOG.log(System.Logger.Level.WARNING, "warming: the first load that failed", e);
      }
    }
  }

  /** No further load begins. */
  void stop() {
    stopped = true;
  }

  /** How far it is. */
  public State state() {
    return state;
  }

  /** How many keys are to be loaded; 0 until that is known. */
  public int planned() {
    return steps.size();
  }

  /** How many were loaded, or found loaded. */
  public int done() {
    return done.get();
  }

  /** How many loads failed, and caches whose keys could not be found out. */
  public int failed() {
    return failed.get();
  }

  /** How long it took, so far or in all. */
  public Duration elapsed() {
    long until = state == State.RUNNING ? ticker.nanos() : endedAt;
    return Duration.ofNanos(until - startedAt);
  }

  /**
   * Waits for its end, at most so long.
   *
   * @return whether it has ended
   * @throws CacheException if the thread is interrupted
   */
  public boolean await(Duration limit) {
    try {
      return end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while waiting for caches to be warm", e);
    }
  }
}
