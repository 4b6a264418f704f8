package io.trueup.cache;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's threads for loads that no reader runs itself: a fixed number, which end when idle, and a
 * queue of fixed size. Who finds it full loads on its own thread.
 */
final class LoadThreads implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LoadThreads.class.getName());

  /** Knows itself: a load that waits for another load must not wait for a thread as well. */
  private static final class Worker extends Thread {
    private static final AtomicInteger COUNT = new AtomicInteger();

    Worker(Runnable work) {
      super(work, "trueup-load-" + COUNT.incrementAndGet());
      setDaemon(true);
    }
  }

  private final ThreadPoolExecutor executor;

  LoadThreads(int threads, int queue) {
    this.executor =
        new ThreadPoolExecutor(
            threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), Worker::new);
    executor.allowCoreThreadTimeOut(true);
  }

  /** False if there is no room, the node is closed, or the caller is one of these threads. */
  boolean tryRun(Runnable load) {
    if (Thread.currentThread() instanceof Worker) {
      return false;
    }
    try {
      executor.execute(load);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  boolean isClosed() {
    return executor.isShutdown();
  }

  /** Interrupts what is loading; what waits in the queue sees that it is closed, and ends. */
  @Override
  public void close() {
    executor.shutdownNow().forEach(Runnable::run);
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "a load goes on though its node is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
