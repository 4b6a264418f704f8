package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master, its replica, and a sentinel who says which of the two it is. */
final class SentinelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 50;

  private final Accounts accounts = new Accounts();
  private RealRedis master;
  private RealRedis replica;
  private RealSentinel sentinel;
  private LettuceSecondLevel level;

  @SuppressWarnings("NullAway.Init")
  SentinelTest() {}

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    master = new RealRedis(Files.createDirectory(directory.resolve("master")));
    replica =
        new RealRedis(
            Files.createDirectory(directory.resolve("replica")),
            "replicaof 127.0.0.1 " + master.port());
    await()
        .atMost(PATIENCE)
        .until(() -> replica.ask(it -> it.info("replication")).contains("link_status:up"));
    sentinel = new RealSentinel(master);
    sentinel.awaitReplica();
    level =
        LettuceSecondLevel.at(sentinel.uri())
            .startPatience(PATIENCE)
            .timeout(Duration.ofMillis(500))
            .retryAfter(Duration.ofMillis(100))
            .build();
  }

  @AfterEach
  void stop() {
    level.close();
    sentinel.close();
    replica.close();
    master.close();
  }

  private Node newNode() {
    return new Node(accounts, level, 1000);
  }

  private void assertAllAreRight(Node node) {
    for (int i = 0; i < MANY; i++) {
      assertThat(node.strictly("k" + i)).isEqualTo(accounts.total("k" + i));
    }
  }

  /** The replica is not let in any more, then is all there is: whatever came since is lost. */
  @Test
  void aFailOverThatLosesWritesBringsBackNothingOld() throws InterruptedException {
    Semaphore heard = new Semaphore(0);
    try (Node a = newNode();
        Node b = newNode();
        RedisDoorbell one = RedisDoorbell.at(sentinel.uri(), "test");
        RedisDoorbell other = RedisDoorbell.at(sentinel.uri(), "test")) {
      for (int i = 0; i < MANY; i++) {
        accounts.add("k" + i, 1 + i);
      }
      assertAllAreRight(a);
      await().until(() -> replica.ask(it -> it.dbsize()) == MANY);
      replica.ask(it -> it.configSet("masterauth", "wrong"));
      master.ask(it -> it.clientKill(KillArgs.Builder.typeSlave()));
      for (int i = 0; i < MANY; i += 2) {
        accounts.add("k" + i, 100);
      }
      assertAllAreRight(a);
      assertAllAreRight(b);
      master.kill();
      assertAllAreRight(a);
      sentinel.awaitMaster(replica);
      RedisUnderTest.awaitUsed(level);
      try (Node cold = newNode()) {
        assertAllAreRight(cold);
        assertThat(cold.fromRedis()).as("what had not changed").isPositive();
        assertThat(cold.loads()).as("what was lost").isGreaterThanOrEqualTo(MANY / 2);
      }
      assertAllAreRight(b);
      try (Node next = newNode()) {
        assertAllAreRight(next);
        assertThat(next.loads()).as("it goes on on the new master").isZero();
      }
      await().atMost(PATIENCE).until(() -> one.isListening() && other.isListening());
      other.listen(heard::release);
      one.ring();
      assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Nobody has cut its clients off. */
  @Test
  void aMasterThatIsNoneAnyMoreIsLeft() {
    try (Node a = newNode()) {
      String before = connection();
      master.ask(it -> it.replicaof("127.0.0.1", RealRedis.freePort()));
      assertAllAreRight(a);
      await().until(() -> !connection().equals(before));
      master.ask(it -> it.replicaofNoOne());
      RedisUnderTest.awaitUsed(level);
      assertAllAreRight(a);
    }
  }

  private String connection() {
    return master
        .ask(it -> it.clientList())
        .lines()
        .filter(line -> line.contains("name=trueup"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.joining());
  }
}
