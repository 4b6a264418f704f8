package io.trueup.benchmarks;

import io.trueup.cache.Change;
import io.trueup.cache.Tags;
import io.trueup.cache.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A thread that commits changes at a steady rate, none of which is about what is being read. */
final class Writer {
  static final int PER_SECOND = 10_000;

  private static final Ticker TICKER = Ticker.system();
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND / 2;
  private static final double TOLERATED = 0.9;

  private final Consumer<Change> log;
  private final Thread thread = new Thread(this::run, "writer");
  private volatile boolean closed;
  private volatile long written;
  private long began;
  private double rate;

  Writer(Consumer<Change> log) {
    this.log = log;
    thread.setDaemon(true);
  }

  void start() {
    began = TICKER.nanos();
    thread.start();
  }

  private void run() {
    long done = 0;
    while (!closed) {
      for (long due = due(); done < due; done++) {
        log.accept(Change.of(Tags.of("other:" + done % 1000), "change"));
      }
      written = done;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private long due() {
    return (long) (seconds() * PER_SECOND);
  }

  private double seconds() {
    return (TICKER.nanos() - began) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  void end() throws InterruptedException {
    rate = written / seconds();
    closed = true;
    thread.join();
  }

  /**
   * Once it has ended.
   *
   * @throws IllegalStateException if it did not keep its rate: then the figures mean nothing
   */
  void checkRate() {
    if (rate < TOLERATED * PER_SECOND) {
      throw new IllegalStateException("the writer came to " + (long) rate + " changes/s only");
    }
  }
}
