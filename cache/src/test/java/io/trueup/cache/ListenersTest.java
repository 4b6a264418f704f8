package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private final FakeLog log = FakeLog.shared();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private final class Recorder implements ChangeListener {
    private final Node node;

    Recorder(Node node) {
      this.node = node;
    }

    @Override
    public void onChange(LoggedChange change) {
      boolean applied = node.caches.horizon().compareTo(change.position()) >= 0;
      heard.add(change.position() + (applied ? "" : " too early"));
      if (change.change().fact() instanceof FakeLog.Corrected corrected) {
        fail(corrected.cents());
      }
    }

    private void fail(long how) {
      if (how == 1) {
        throw new AssertionError("broken");
      }
      throw new IllegalStateException("broken");
    }

    @Override
    public void onGap() {
      heard.add("gap");
    }
  }

  private ChangeFeed feed(Node node) {
    return new ChangeFeed(log, follower(node), new Recorder(node));
  }

  private static Follower follower(Node node) {
    return node.caches.follower();
  }

  @Test
  void eachChangeIsHeardOnceInOrderAfterItWasApplied() {
    try (Node node = Node.on(log)) {
      log.spend("a", 1);
      ChangeFeed feed = feed(node);
      log.spend("a", 1);
      log.spend("a", 1);
      feed.run();
      log.spend("a", 1);
      feed.run();
      feed.run();
      assertThat(heard).containsExactly("2", "3", "4");
    }
  }

  @Test
  void aThrowingListenerIsCountedAndTheNextChangeFollows() {
    try (Node node = Node.on(log)) {
      ChangeFeed feed = feed(node);
      log.correct("a", 0);
      log.correct("a", 1);
      log.spend("a", 1);
      feed.run();
      assertThat(heard).containsExactly("1", "2", "3");
      assertThat(feed.failures.sum()).isEqualTo(2);
    }
  }

  @Test
  void aGapIsToldAndTheNextChangeFollows() {
    try (Node node = Node.on(log)) {
      ChangeFeed feed = feed(node);
      log.spend("a", 1);
      log.spend("a", 1);
      log.trimBefore(2);
      feed.run();
      log.spend("a", 1);
      feed.run();
      log.restoreTo(1);
      log.spend("b", 1);
      feed.run();
      assertThat(heard).containsExactly("gap", "3", "gap");
    }
  }

  @Test
  void anUnreachableLogLosesNothing() {
    try (Node node = Node.on(log)) {
      ChangeFeed feed = feed(node);
      log.spend("a", 1);
      log.cut = true;
      assertThat(org.assertj.core.api.Assertions.catchThrowable(feed::run))
          .isInstanceOf(CacheException.class);
      log.cut = false;
      feed.run();
      assertThat(heard).containsExactly("1");
    }
  }

  @Test
  void aRingIsAnsweredLongBeforeTheNextPoll() {
    LocalDoorbell bell = new LocalDoorbell();
    try (Node node = new Node(log, b -> b.doorbell(bell).pollInterval(Duration.ofHours(1)))) {
      node.caches.listen(new Recorder(node));
      log.spend("a", 1);
      bell.ring();
      Schedule.until(() -> heard.equals(List.of("1")));
    }
    log.spend("a", 1);
    bell.ring();
    assertThat(heard).containsExactly("1");
  }

  @Test
  void aPollingNodeFollowsWithoutARing() {
    try (Caches caches = Caches.follow(log).pollInterval(Duration.ofMillis(2)).build()) {
      log.spend("a", 1);
      Schedule.until(() -> caches.horizon().value() == 1);
    }
  }

  @Test
  void aPollerOutlivesErrorsAndInterrupts() {
    Semaphore turns = new Semaphore(0);
    AtomicInteger count = new AtomicInteger();
    try (Poller poller =
        new Poller(
            "test",
            () -> {
              turns.release();
              if (count.incrementAndGet() == 1) {
                throw new AssertionError("broken");
              }
              Thread.currentThread().interrupt();
            },
            Duration.ofMillis(1))) {
      poller.start();
      Schedule.until(() -> turns.availablePermits() >= 4);
    }
  }
}
