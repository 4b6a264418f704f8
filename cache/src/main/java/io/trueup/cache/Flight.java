package io.trueup.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A load under way or about to begin, which others may wait for. */
final class Flight {
  private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
  private final CompletableFuture<Entry> landing = new CompletableFuture<>();

  /** One that the calling thread loads. */
  static Flight begun() {
    Flight flight = new Flight();
    flight.leader.set(Thread.currentThread());
    return flight;
  }

  /**
   * Makes the calling thread the one that loads; false if there is one already. So a reader need
   * not wait until a thread of the node has time.
   */
  boolean begin() {
    return leader.compareAndSet(null, Thread.currentThread());
  }

  void land(Entry entry) {
    landing.complete(entry);
  }

  void crash(Throwable failure) {
    landing.completeExceptionally(failure);
  }

  boolean isOver() {
    return landing.isDone();
  }

  /**
   * Waits for the leader's load; null if it took longer than the time-out or the leader was
   * interrupted, which is no concern of those who wait.
   *
   * @throws CacheException the leader's failure
   */
  @Nullable Entry join(String cache, Duration timeout) {
    if (leader.get() == Thread.currentThread()) {
      throw new CacheException("cache " + cache + ": a load reads its own key", null);
    }
    try {
      return landing.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      Throwable root = rootOf(e);
      if (root instanceof InterruptedException) {
        return null;
      }
      throw new LoadException(cache, root);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("cache " + cache + ": interrupted while waiting for a load", e);
    }
  }

  private static Throwable rootOf(ExecutionException failure) {
    Throwable cause = failure.getCause();
    Throwable root = cause instanceof LoadException ? cause.getCause() : cause;
    return root == null ? failure : root;
  }
}
