package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.cache.Incarnation;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Values spread over a cluster of three masters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 100;

  private final Accounts accounts = new Accounts();
  private RealCluster cluster;
  private LettuceSecondLevel level;

  @SuppressWarnings("NullAway.Init")
  ClusterTest() {}

  @BeforeAll
  void start(@TempDir Path directory) {
    cluster = new RealCluster(directory, 3);
    level =
        LettuceSecondLevel.at(cluster.uri())
            .startPatience(PATIENCE)
            .timeout(Duration.ofMillis(500))
            .retryAfter(Duration.ofMillis(100))
            .build();
  }

  @AfterAll
  void stop() {
    level.close();
    cluster.close();
  }

  private Node newNode() {
    return new Node(accounts, level, 1000);
  }

  private void assertAllAreRight(Node node) {
    for (int i = 0; i < MANY; i++) {
      assertThat(node.strictly("k" + i)).isEqualTo(accounts.total("k" + i));
    }
  }

  private void changeAll() {
    for (int i = 0; i < MANY; i++) {
      accounts.add("k" + i, 1 + i);
    }
  }

  @Test
  void valuesAreOnAllNodesOfItAndANodeThatDiesMakesNothingWrong() {
    changeAll();
    try (Node a = newNode();
        Node b = newNode();
        RedisDoorbell bell = RedisDoorbell.at(cluster.uri(), "test")) {
      await().atMost(PATIENCE).until(bell::isListening);
      assertAllAreRight(a);
      assertAllAreRight(b);
      assertThat(b.loads()).as("the other's are taken").isZero();
      for (RealRedis node : cluster.nodes) {
        long kept = node.ask(it -> it.dbsize());
        assertThat(kept).isPositive();
      }
      RealRedis named = cluster.nodes.get(0);
      named.kill();
      changeAll();
      assertAllAreRight(a);
      assertAllAreRight(b);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertAllAreRight(a);
                changeAll();
                assertAllAreRight(b);
                return level.health().degraded();
              });
      await().atMost(PATIENCE).until(bell::isListening);
      assertThat(bell.subscriptions()).isEqualTo(2);
      bell.ring();
      assertThat(bell.lostRings()).as("it is at the other node that was named").isZero();
      named.start();
      cluster.awaitWhole();
      RedisUnderTest.awaitUsed(level);
      assertTakenAgain();
    }
  }

  /** From each node, once its connections are back. */
  private void assertTakenAgain() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Node one = newNode();
                  Node other = newNode()) {
                assertAllAreRight(one);
                assertAllAreRight(other);
                return other.loads() == 0;
              }
            });
  }

  @Test
  void oneClaimsAKeyWhereverItIs() {
    for (int i = 0; i < MANY; i++) {
      SecondLevelKey key = new SecondLevelKey(new Incarnation("i"), "c", "1", "k" + i);
      LoadClaim first = level.claim(key, Duration.ofMinutes(1));
      assertThat(Objects.requireNonNull(first).isMine()).isTrue();
      LoadClaim second = level.claim(key, Duration.ofMillis(1));
      assertThat(Objects.requireNonNull(second).isMine()).isFalse();
      first.close();
    }
  }

  @Test
  void aRingOnOneNodeIsHeardOnAnother() throws InterruptedException {
    Semaphore heard = new Semaphore(0);
    String all = cluster.uri();
    String last = "redis-cluster://127.0.0.1:" + cluster.nodes.get(2).port();
    try (RedisDoorbell one = RedisDoorbell.at(all, "test");
        RedisDoorbell other = RedisDoorbell.at(last, "test")) {
      await().atMost(PATIENCE).until(() -> one.isListening() && other.isListening());
      other.listen(heard::release);
      one.ring();
      assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      assertThat(other.heardRings()).isOne();
      assertThat(one.heardRings()).as("its own is not counted").isZero();
    }
  }
}
