package io.trueup.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a controlled schedule, with its outcome. Waits are bounded and fail with the actor's
 * name instead of hanging. Safe for use by many threads.
 *
 * @param <T> what it comes back with
 */
public final class Actor<T extends @Nullable Object> {
  private final String name;
  private final FutureTask<T> task;

  private Actor(String name, Callable<T> work) {
    this.name = name;
    this.task = new FutureTask<>(work);
  }

  /** Starts a daemon thread of this name. */
  public static <T extends @Nullable Object> Actor<T> start(String name, Callable<T> work) {
    Actor<T> actor = new Actor<>(name, work);
    Thread thread = new Thread(actor.task, name);
    thread.setDaemon(true);
    thread.start();
    return actor;
  }

  /** Starts a daemon thread of this name that comes back with nothing. */
  public static Actor<@Nullable Void> run(String name, Runnable work) {
    return Actor.<@Nullable Void>start(
        name,
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * Waits for its end.
   *
   * @throws AssertionError if it failed, with its failure as the cause, or does not end in time
   */
  public T await() {
    try {
      return task.get(Gate.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("'" + name + "' failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("'" + name + "' did not end within " + Gate.PATIENCE, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether it ends, well or not, while the caller waits so long. */
  public boolean endsWithin(Duration patience) {
    try {
      task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted while waiting for '" + name + "'", e);
  }
}
