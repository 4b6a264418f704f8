package io.trueup.cache;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Threads that meet where a test wants them to; each wait is bounded. */
final class Schedule {
  private static final long LIMIT_SECONDS = 10;

  private Schedule() {}

  /** A place where one thread stops until it is let go. */
  static final class Gate implements Runnable {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void run() {
      arrived.countDown();
      await(open);
    }

    void awaitArrival() {
      await(arrived);
    }

    void open() {
      open.countDown();
    }
  }

  /** A task on a thread of its own. */
  record Running<T>(Thread thread, CompletableFuture<T> result) {
    T get() {
      try {
        return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    Throwable failure() {
      try {
        throw new AssertionError("no failure: " + result.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      } catch (java.util.concurrent.ExecutionException e) {
        return Objects.requireNonNull(e.getCause());
      } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
        throw new AssertionError(e);
      }
    }

    /** Waits until the thread waits for something. */
    Running<T> awaitWaiting() {
      until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      return this;
    }
  }

  static <T> Running<T> go(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return new Running<>(thread, result);
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not happen in time");
      }
      Thread.onSpinWait();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("did not happen in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted", e);
    }
  }
}
