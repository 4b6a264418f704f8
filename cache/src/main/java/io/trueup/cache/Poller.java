package io.trueup.cache;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread that does something on each ring, and every so often without one. Rings that come
 * while it works are answered by one more turn.
 */
final class Poller implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Poller.class.getName());

  private final Semaphore rings = new Semaphore(0);
  private final Runnable work;
  private final Duration interval;
  private final Thread thread;
  private volatile boolean closed;
  private boolean failing;

  Poller(String name, Runnable work, Duration interval) {
    this.work = work;
    this.interval = interval;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void ring() {
    if (rings.availablePermits() == 0) {
      rings.release();
    }
  }

  private void run() {
    while (!closed) {
      try {
        rings.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS);
        rings.drainPermits();
        turn();
      } catch (InterruptedException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} was interrupted", thread.getName());
      }
    }
  }

  /** A turn that fails is logged once until one succeeds again; the next one tries anew. */
  private void turn() {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!closed && !failing) {
        LOG.log(System.Logger.Level.WARNING, thread.getName() + " failed, trying on", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
