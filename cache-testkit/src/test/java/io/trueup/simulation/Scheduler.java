package io.trueup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * Hands one baton to the tasks of a run, one at a time, in an order that the choices make. Time is
 * virtual: it goes on a little where the choices say so, and to the next who wants to wake when
 * nobody else can do anything. So a run is a function of its choices, however its threads are real.
 *
 * A task that holds the baton comes past points: at each field, map or lock that others may see,
 * which Instrumentation puts into the production code, and in the fakes. There it may have to give
 * way. It never waits for real while it holds the baton: what would block is replaced by Hooks.
 */
final class Scheduler {
  static final long MILLI = 1_000_000;

  private static final int MOST_STEPS = 2_000_000;
  private static final int PATIENCE_SECONDS = 30;
  private static volatile @Nullable Scheduler current;

  final Choices choices;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<String, Long> pausedUntil = new HashMap<>();
  private final Semaphore finished = new Semaphore(0);
  private final @Nullable History history;
  private volatile Task running;
  private volatile @Nullable Throwable failure;
  private long now = MILLI;
  private long sequence;
  private int steps;
  private long digest = 17;
  private boolean ending;
  private boolean calm;
  private boolean deciding;

  Scheduler(Choices choices, @Nullable History history) {
    this.choices = choices;
    this.history = history;
    this.running = new Task(-1, "nobody", "", null);
  }

  static Scheduler current() {
    Scheduler scheduler = current;
    if (scheduler == null) {
      throw new IllegalStateException("no run is under way");
    }
    return scheduler;
  }

  /** A point of production code: may be one that no run has to do with. */
  static void point() {
    Scheduler scheduler = current;
    if (scheduler != null) {
      scheduler.pass();
    }
  }

  /** Runs until this and all that it began have ended; answers a digest of all that was decided. */
  long run(Runnable work) {
    current = this;
    try {
      Task main = spawn("main", "", null, work);
      running = main;
      main.baton.release();
      if (!finished.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Violation("stands still in " + running + stackOf(running));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Violation("interrupted");
    } finally {
      current = null;
    }
    Throwable failed = failure;
    if (failed instanceof Violation violation) {
      throw violation;
    }
    if (failed != null) {
      throw new IllegalStateException("a task failed", failed);
    }
    return digest;
  }

  private static String stackOf(Task task) {
    Thread thread = task.thread;
    return thread == null ? "" : "\n  " + List.of(thread.getStackTrace());
  }

  // --- tasks ---

  /** A task that begins when it is given the baton. */
  Task spawn(String name, String node, @Nullable Thread alias, Runnable work) {
    Task task = new Task(tasks.size(), name, node, alias);
    tasks.add(task);
    Thread thread = thread("sim-" + name, () -> live(task, work));
    task.thread = thread;
    thread.start();
    return task;
  }

  /** A virtual one where there are such: handing the baton over then costs a tenth. */
  private static Thread thread(String name, Runnable work) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (Thread)
          Class.forName("java.lang.Thread$Builder")
              .getMethod("unstarted", Runnable.class)
              .invoke(builder, work);
    } catch (ReflectiveOperationException e) {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    }
  }

  private void live(Task task, Runnable work) {
    task.baton.acquireUninterruptibly();
    try {
      if (!task.doomed) {
        work.run();
      }
    } catch (Crash e) {
      note("ends");
    } catch (Throwable e) {
      fail(e);
    }
    task.done = true;
    passOn();
  }

  private void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    ending = true;
    tasks.forEach(task -> task.doomed = true);
  }

  private void passOn() {
    if (tasks.stream().allMatch(task -> task.done)) {
      finished.release();
      return;
    }
    try {
      Task next = pick();
      running = next;
      next.baton.release();
    } catch (Violation e) {
      fail(e);
      passOn();
    }
  }

  Task me() {
    return running;
  }

  private boolean isMine() {
    return running.thread == Thread.currentThread();
  }

  /** Kills all tasks of a node, wherever they are. */
  void kill(String node) {
    for (Task task : tasks) {
      if (task.node.equals(node)) {
        task.doomed = true;
      }
    }
    pausedUntil.remove(node);
  }

  /** Whether anything of a node still runs. */
  boolean isAlive(String node) {
    return tasks.stream().anyMatch(task -> task.node.equals(node) && !task.done);
  }

  /** Stops all tasks of a node for a time; its clock goes on. */
  void pause(String node, long nanos) {
    pausedUntil.put(node, now + nanos);
  }

  /** From now on no task stalls. */
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** Kills everything else. */
  void endAll() {
    Task me = me();
    ending = true;
    for (Task task : tasks) {
      if (task != me) {
        task.doomed = true;
      }
    }
  }

  // --- time and turns ---

  long now() {
    return now;
  }

  /** Grows with everything that happens. */
  long sequence() {
    return ++sequence;
  }

  void pass() {
    if (deciding || !isMine()) {
      return;
    }
    Task me = running;
    if (me.atomic > 0) {
      return;
    }
    checkAlive(me);
    if (ending) {
      return;
    }
    if (++steps > MOST_STEPS) {
      throw new Violation("goes on for ever, in " + me);
    }
    if (choices.timePasses()) {
      now += choices.between(1, 4) * MILLI;
    }
    if (!calm && choices.stalls()) {
      sleep(choices.between(1, 400) * MILLI);
    } else if (choices.givesWay()) {
      giveWay(me);
    }
  }

  private static void checkAlive(Task me) {
    if (me.doomed) {
      throw Crash.NOW;
    }
  }

  private void giveWay(Task me) {
    me.until = null;
    me.wakeAt = 0;
    handOver(me);
  }

  void sleep(long nanos) {
    await(() -> false, nanos);
  }

  /** Waits until it holds, at most so long; answers whether it does. */
  boolean await(BooleanSupplier condition, long nanos) {
    Task me = running;
    if (!isMine()) {
      throw new IllegalStateException("not a task of this run: " + Thread.currentThread());
    }
    checkAlive(me);
    me.until = condition;
    me.wakeAt = nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    handOver(me);
    me.until = null;
    me.wakeAt = 0;
    return holds(condition);
  }

  /** Conditions may lead through production code, whose points then are none. */
  private boolean holds(BooleanSupplier condition) {
    deciding = true;
    try {
      return condition.getAsBoolean();
    } finally {
      deciding = false;
    }
  }

  private void handOver(Task me) {
    Task next = pick();
    digest = digest * 31 + next.ordinal + now;
    if (next != me) {
      running = next;
      next.baton.release();
      me.baton.acquireUninterruptibly();
    }
    checkAlive(me);
  }

  private Task pick() {
    while (true) {
      List<Task> ready = new ArrayList<>();
      for (Task task : tasks) {
        if (!isPaused(task) && holds(() -> task.isReady(now))) {
          ready.add(task);
        }
      }
      if (!ready.isEmpty()) {
        return ready.size() == 1 ? ready.get(0) : choices.next(ready, running);
      }
      now = nextWake();
    }
  }

  private boolean isPaused(Task task) {
    return !task.doomed && pausedUntil.getOrDefault(task.node, 0L) > now;
  }

  private long nextWake() {
    long next = Long.MAX_VALUE;
    for (Task task : tasks) {
      if (!task.done) {
        long wake = Math.max(task.wakeAt, pausedUntil.getOrDefault(task.node, 0L));
        next = Math.min(next, wake > now ? wake : Long.MAX_VALUE);
      }
    }
    if (next == Long.MAX_VALUE) {
      throw new Violation("nobody can go on: " + tasks.stream().filter(t -> !t.done).toList());
    }
    return next;
  }

  // --- what is written down ---

  void digest(Object what) {
    digest = digest * 31 + what.hashCode();
  }

  boolean isTraced() {
    return history != null;
  }

  void note(String what) {
    if (history != null) {
      history.add(now, running.name, what);
    }
  }
}
