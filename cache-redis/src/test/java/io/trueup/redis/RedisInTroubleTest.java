package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.testkit.Actor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis is killed, flushed, paused, put back to an older dump, and comes back, while nodes read,
 * write and restart: no answer is wrong, and none is an error. A failing seed replays with
 * -Dtrueup.seed=…
 */
final class RedisInTroubleTest {
  private static final int ACCOUNTS = 30;
  private static final int STEPS = 250;

  private final long seed = Long.getLong("trueup.seed", 20261124);
  private final Random random = new Random(seed);
  private final Accounts accounts = new Accounts();
  private final List<Node> nodes = new ArrayList<>();
  private RealRedis redis;
  private LettuceSecondLevel level;
  private long fromRedis;

  @SuppressWarnings("NullAway.Init")
  RedisInTroubleTest() {}

  @BeforeEach
  void start(@TempDir Path directory) {
    redis = new RealRedis(directory);
    level =
        LettuceSecondLevel.at(redis.uri())
            .startPatience(Duration.ofSeconds(30))
            .timeout(Duration.ofMillis(100))
            .retryAfter(Duration.ofMillis(100))
            .build();
    nodes.add(newNode());
    nodes.add(newNode());
  }

  /** With so little room that most reads ask Redis. */
  private Node newNode() {
    return new Node(accounts, level, 4);
  }

  @AfterEach
  void stop() {
    nodes.forEach(Node::close);
    level.close();
    redis.close();
  }

  @Test
  void noAnswerIsWrongAndNoneIsAnError() {
    replay();
    Path dump = redis.dump();
    Accounts.Backup backup = accounts.backUp();
    replay();
    redis.flush();
    replay();
    killed();
    replay();
    redis.start();
    used();
    replay();
    paused();
    replay();
    redis.resume();
    used();
    replay();
    redis.restore(dump);
    used();
    replay();
    accounts.restore(backup);
    replay();
    redis.restore(dump);
    replay();
    used();
    replay();
  }

  private void killed() {
    redis.kill();
    replay();
    assertThat(level.health().degraded()).isTrue();
    assertThat(level.health().connected()).isFalse();
  }

  private void paused() {
    redis.pause();
    replay();
    Awaitility.await()
        .untilAsserted(
            () -> {
              read();
              assertThat(level.health().degraded()).isTrue();
            });
  }

  private void used() {
    RedisUnderTest.awaitUsed(level);
    long before = seenFromRedis();
    replay();
    assertThat(seenFromRedis()).as("it is used again").isGreaterThan(before);
  }

  private long seenFromRedis() {
    return fromRedis + nodes.stream().mapToLong(Node::fromRedis).sum();
  }

  private void replay() {
    for (int step = 0; step < STEPS; step++) {
      int what = random.nextInt(20);
      if (what < 5) {
        accounts.add(account(random), 1 + random.nextInt(9));
      } else if (what == 5 && random.nextInt(10) == 0) {
        accounts.touchAll();
      } else if (what == 6 && random.nextInt(10) == 0) {
        restart(random.nextInt(nodes.size()));
      } else {
        read();
      }
    }
  }

  private void read() {
    String account = account(random);
    Node node = nodes.get(random.nextInt(nodes.size()));
    assertThat(node.strictly(account))
        .as("seed %s, %s at %s", seed, account, accounts.head())
        .isEqualTo(accounts.total(account));
  }

  private void restart(int which) {
    Node old = nodes.get(which);
    fromRedis += old.fromRedis();
    old.close();
    nodes.set(which, newNode());
  }

  private static String account(Random random) {
    return "a" + random.nextInt(ACCOUNTS);
  }

  /** Totals only grow, and a strict read includes what was acknowledged before it. */
  @Test
  void readersBesideTheTroubleNeverSeeLessThanWasAcknowledged() {
    AtomicLongArray acknowledged = new AtomicLongArray(ACCOUNTS);
    AtomicBoolean ended = new AtomicBoolean();
    List<Actor<Long>> readers = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      Node node = nodes.get(t % 2);
      Random own = new Random(seed + t);
      readers.add(Actor.start("reader " + t, () -> wrong(node, own, acknowledged, ended)));
    }
    awaitReadersToUseRedis(acknowledged);
    Path dump = redis.dump();
    trouble(acknowledged, () -> {});
    trouble(acknowledged, redis::flush);
    trouble(acknowledged, redis::kill);
    trouble(acknowledged, redis::start);
    trouble(acknowledged, redis::pause);
    trouble(acknowledged, redis::resume);
    trouble(acknowledged, () -> redis.restore(dump));
    ended.set(true);
    readers.forEach(reader -> assertThat(reader.await()).as("seed %s", seed).isZero());
  }

  /** Each change has one node load the total again, which the other may find. */
  private void awaitReadersToUseRedis(AtomicLongArray acknowledged) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              accounts.add("a0", 1);
              acknowledged.incrementAndGet(0);
              assertThat(seenFromRedis()).isPositive();
            });
  }

  private void trouble(AtomicLongArray acknowledged, Runnable action) {
    action.run();
    for (int i = 0; i < 300; i++) {
      int account = random.nextInt(ACCOUNTS);
      accounts.add("a" + account, 1);
      acknowledged.incrementAndGet(account);
    }
  }

  private long wrong(Node node, Random own, AtomicLongArray acknowledged, AtomicBoolean ended) {
    long wrong = 0;
    while (!ended.get()) {
      int account = own.nextInt(ACCOUNTS);
      long least = acknowledged.get(account);
      long seen = node.strictly("a" + account);
      wrong += seen < least || seen > accounts.total("a" + account) ? 1 : 0;
    }
    return wrong;
  }
}
