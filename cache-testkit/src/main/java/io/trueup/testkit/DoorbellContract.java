package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.Doorbell;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Doorbell} between nodes promises. A test of an implementation extends this
 * class. Rings may be lost, but here nothing happens to them, or they come once all is well again.
 */
public abstract class DoorbellContract {
  private static final long PATIENCE_SECONDS = 20;

  private DoorbellUnderTest tested;
  private Doorbell here;
  private Doorbell there;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init")
  protected DoorbellContract() {}

  /** What nobody else rings. */
  protected abstract DoorbellUnderTest open();

  @BeforeEach
  final void openNodes() {
    tested = open();
    here = tested.node();
    there = tested.node();
  }

  @AfterEach
  final void closeNodes() {
    here.close();
    there.close();
    tested.close();
  }

  /** Counts rings. Reaching the other node for the first time may take a ring or two. */
  private static Semaphore heardBy(Doorbell node) {
    Semaphore heard = new Semaphore(0);
    node.listen(heard::release);
    return heard;
  }

  private static void assertHeard(Semaphore heard) throws InterruptedException {
    assertThat(heard.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    heard.drainPermits();
  }

  private static void awaitListening(Doorbell node) throws InterruptedException {
    Semaphore never = new Semaphore(0);
    for (long tries = PATIENCE_SECONDS * 50; tries > 0 && !node.isListening(); tries--) {
      never.tryAcquire(20, TimeUnit.MILLISECONDS);
    }
    assertThat(node.isListening()).isTrue();
  }

  /** Rings until it is heard: a node that has only begun to listen may miss some. */
  private static void ringUntilHeard(Doorbell node, Semaphore heard) throws InterruptedException {
    heard.drainPermits();
    for (long tries = PATIENCE_SECONDS * 5; tries > 0; tries--) {
      node.ring();
      if (heard.tryAcquire(200, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    throw new AssertionError("no ring was heard in " + PATIENCE_SECONDS + " s");
  }

  @Test
  final void aRingReachesAllWhoListenOnEveryNode() throws InterruptedException {
    Semaphore own = heardBy(here);
    Semaphore one = heardBy(there);
    Semaphore other = heardBy(there);
    ringUntilHeard(here, one);
    assertHeard(own);
    assertHeard(other);
  }

  @Test
  final void ownRingsAreHeardOnceAndNotAgainOverTheWire() throws InterruptedException {
    awaitListening(here);
    awaitListening(there);
    Semaphore own = heardBy(here);
    Semaphore other = heardBy(there);
    for (int i = 0; i < 20; i++) {
      here.ring();
      assertHeard(other);
    }
    there.ring();
    assertThat(own.tryAcquire(21, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(own.availablePermits()).isZero();
  }

  /** Whoever rings may say so to its own listeners on its own thread: they know who it was. */
  @Test
  final void ownListenersAreCalledByTheRingingThread() {
    Thread[] by = new Thread[1];
    here.listen(() -> by[0] = by[0] == null ? Thread.currentThread() : by[0]);
    here.ring();
    assertThat(by[0]).isEqualTo(Thread.currentThread());
  }

  @Test
  final void whoStoppedListeningHearsNothing() throws InterruptedException {
    Semaphore stopped = new Semaphore(0);
    Doorbell.Listening listening = there.listen(stopped::release);
    Semaphore heard = heardBy(there);
    ringUntilHeard(here, heard);
    listening.close();
    listening.close();
    stopped.drainPermits();
    ringUntilHeard(here, heard);
    assertThat(stopped.availablePermits()).isZero();
  }

  @Test
  final void oneRingAmongManyIsHeardAfterTheLast() throws InterruptedException {
    Semaphore heard = heardBy(there);
    ringUntilHeard(here, heard);
    for (int i = 0; i < 1_000; i++) {
      here.ring();
    }
    assertHeard(heard);
  }

  /** What was rung while nobody could hear it is made up for once somebody can. */
  @Test
  final void whoWasCutOffIsRungOnceItIsBack() throws InterruptedException {
    Semaphore heard = heardBy(there);
    ringUntilHeard(here, heard);
    heard.drainPermits();
    tested.cut();
    assertHeard(heard);
    ringUntilHeard(here, heard);
  }

  @Test
  final void closedItNeitherRingsNorHears() throws InterruptedException {
    Semaphore closed = heardBy(there);
    Semaphore heard = heardBy(here);
    ringUntilHeard(here, closed);
    there.close();
    there.close();
    closed.drainPermits();
    there.ring();
    ringUntilHeard(here, heard);
    assertThat(closed.availablePermits()).isZero();
  }
}
