package io.trueup.simulation;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What production code calls, once instrumented, in the place of what would block a thread, start
 * one or ask which it is. Public for the generated calls.
 */
public final class Hooks {
  private static final Map<ThreadPoolExecutor, int[]> LIVE = new WeakHashMap<>();

  private Hooks() {}

  /** Others may get a turn here. */
  public static void point() {
    Scheduler.point();
  }

  /** Begins what nobody may interrupt: a monitor. */
  public static void enterAtomic() {
    Scheduler.current().me().atomic++;
  }

  /** Ends it. */
  public static void exitAtomic() {
    Scheduler.current().me().atomic--;
  }

  /** In virtual time. */
  public static boolean tryLock(ReentrantLock lock, long time, TimeUnit unit)
      throws InterruptedException {
    Scheduler scheduler = Scheduler.current();
    scheduler.pass();
    long end = scheduler.now() + unit.toNanos(time);
    while (!lock.tryLock()) {
      long left = end - scheduler.now();
      if (left <= 0) {
        return false;
      }
      scheduler.await(() -> !lock.isLocked() || isInterrupted(scheduler.me()), left);
      throwIfInterrupted(scheduler);
    }
    return true;
  }

  /** In virtual time. */
  public static void lock(ReentrantLock lock) {
    Scheduler scheduler = Scheduler.current();
    scheduler.pass();
    while (!lock.tryLock()) {
      scheduler.await(() -> !lock.isLocked(), Long.MAX_VALUE);
    }
  }

  /** In virtual time. */
  public static @Nullable Object get(CompletableFuture<?> future, long time, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Scheduler scheduler = Scheduler.current();
    scheduler.pass();
    Task me = scheduler.me();
    scheduler.await(() -> future.isDone() || me.interrupted, unit.toNanos(time));
    throwIfInterrupted(scheduler);
    if (!future.isDone()) {
      throw new TimeoutException();
    }
    return future.get();
  }

  /** In virtual time. */
  public static boolean tryAcquire(Semaphore semaphore, long time, TimeUnit unit)
      throws InterruptedException {
    Scheduler scheduler = Scheduler.current();
    Task me = scheduler.me();
    scheduler.await(() -> semaphore.availablePermits() > 0 || me.interrupted, unit.toNanos(time));
    throwIfInterrupted(scheduler);
    return semaphore.tryAcquire();
  }

  private static boolean isInterrupted(Task task) {
    return task.interrupted;
  }

  private static void throwIfInterrupted(Scheduler scheduler) throws InterruptedException {
    Task me = scheduler.me();
    if (me.interrupted) {
      me.interrupted = false;
      throw new InterruptedException();
    }
  }

  /** In virtual time. */
  public static void parkNanos(long nanos) {
    Scheduler.current().sleep(nanos);
  }

  /** As a task of the node that starts it. */
  @SuppressWarnings({"DoNotCall", "UnnecessaryMethodReference"}) // what it runs, as a task
  public static void start(Thread thread) {
    Scheduler scheduler = Scheduler.current();
    String node = scheduler.me().node;
    scheduler.spawn(node + "/" + thread.getName(), node, thread, thread::run);
  }

  /** Nothing in a run is closed: nodes are killed. */
  @SuppressWarnings("DoNotCallSuggester") // called by the instrumented cache
  public static void interrupt(Thread thread) {
    throw new IllegalStateException("not simulated: " + thread);
  }

  /** The thread that production code takes this task for. */
  public static Thread currentThread() {
    Thread alias = Scheduler.current().me().alias;
    return alias == null ? Thread.currentThread() : alias;
  }

  /** At most so many at once, and a queue of fixed size, as the executor's. */
  public static void execute(ThreadPoolExecutor executor, Runnable work) {
    Scheduler scheduler = Scheduler.current();
    scheduler.pass();
    int[] live = LIVE.computeIfAbsent(executor, e -> new int[2]);
    int most = executor.getMaximumPoolSize();
    if (live[0] >= most + executor.getQueue().remainingCapacity()) {
      throw new RejectedExecutionException("no room");
    }
    live[0]++;
    Thread alias = executor.getThreadFactory().newThread(work);
    String node = scheduler.me().node;
    scheduler.spawn(
        node + "/load",
        node,
        alias,
        () -> {
          scheduler.await(() -> live[1] < most, Long.MAX_VALUE);
          live[1]++;
          try {
            work.run();
          } finally {
            live[0]--;
            live[1]--;
          }
        });
  }
}
