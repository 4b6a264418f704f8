package io.trueup.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A place in a schedule at which one thread stops until the test lets it go on: the thread {@link
 * #pass() passes}, the test {@link #awaitArrival() waits for it to stand there} and later {@link
 * #open() opens}. Once open it stops nobody. Each wait is bounded and fails with the gate's name
 * instead of hanging. Safe for use by many threads.
 */
public final class Gate {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final Duration patience;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** A closed gate with a name for the messages; waits last at most 20 s. */
  public Gate(String name) {
    this(name, PATIENCE);
  }

  /** A closed gate whose waits last at most so long. */
  public Gate(String name, Duration patience) {
    this.name = name;
    this.patience = patience;
  }

  /**
   * Says that somebody is here, and waits until the gate is open.
   *
   * @throws AssertionError if nobody opens it in time, or the thread is interrupted
   */
  public void pass() {
    arrived.countDown();
    await(opened, "nobody opened it");
  }

  /**
   * Waits until somebody has arrived.
   *
   * @throws AssertionError if nobody arrives in time, or the thread is interrupted
   */
  public void awaitArrival() {
    await(arrived, "nobody arrived");
  }

  /** Whether somebody has arrived. */
  public boolean reached() {
    return arrived.getCount() == 0;
  }

  /** Lets everybody through, now and from now on. Idempotent. */
  public void open() {
    opened.countDown();
  }

  private void await(CountDownLatch latch, String complaint) {
    try {
      if (!latch.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("gate '" + name + "': " + complaint + " within " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("gate '" + name + "': interrupted", e);
    }
  }
}
