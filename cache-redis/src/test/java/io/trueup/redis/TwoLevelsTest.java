package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.trueup.cache.Incarnation;
import io.trueup.cache.Tags;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.SecondLevelKey;
import io.trueup.testkit.InMemorySecondLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Caches of several nodes with a real Redis below them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoLevelsTest {
  private static final int MANY = 1000;
  private static final int LOTS = 100_000;
  private static final int SOME = 100;
  private static final SecondLevelKey NOBODYS =
      new SecondLevelKey(new Incarnation("nobody's"), "", "", "");

  private RealRedis redis;
  private LettuceSecondLevel level;
  private Accounts accounts;
  private Node a;
  private Node b;

  @SuppressWarnings("NullAway.Init")
  TwoLevelsTest() {}

  @BeforeAll
  void startRedis(@TempDir Path directory) {
    redis = new RealRedis(directory);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void twoNodes() {
    redis.flush();
    level =
        LettuceSecondLevel.at(redis.uri())
            .startPatience(Duration.ofSeconds(30))
            .timeout(Duration.ofMillis(500))
            .build();
    accounts = new Accounts();
    a = newNode();
    b = newNode();
  }

  private Node newNode() {
    return new Node(accounts, level, 2 * MANY);
  }

  @AfterEach
  void closeAll() {
    a.close();
    b.close();
    level.close();
  }

  @Test
  void whatOneNodeLoadedTheOtherFindsInRedis() {
    accounts.add("x", 5);
    assertThat(a.strictly("x")).isEqualTo(5);
    assertThat(b.strictly("x")).isEqualTo(5);
    assertThat(b.loads()).isZero();
    assertThat(b.fromRedis()).isOne();
  }

  @Test
  void aTagInvalidatesBothLevelsOnEveryNode() {
    accounts.add("x", 5);
    a.strictly("x");
    b.strictly("x");
    accounts.touchAll();
    accounts.add("y", 1);
    assertThat(b.strictly("x")).isEqualTo(5);
    assertThat(b.loads()).as("neither level's value was used").isOne();
    assertThat(a.strictly("x")).isEqualTo(5);
    assertThat(a.loads()).as("the other's new value was").isOne();
  }

  @Test
  void aReadIsOneGetAndAnInvalidationNothing() {
    for (int i = 0; i < MANY; i++) {
      a.strictly("k" + i);
    }
    level.get(NOBODYS);
    redis.commandsSinceLastAsked();
    for (int i = 0; i < MANY; i++) {
      b.strictly("k" + i);
    }
    assertThat(redis.commandsSinceLastAsked()).hasToString("{get=" + MANY + "}");

    accounts.touchAll();
    a.caches.catchUp();
    b.caches.catchUp();
    assertThat(redis.commandsSinceLastAsked()).as("an invalidation of 1000 entries").isEmpty();
    assertThat(b.loads()).isZero();
    b.strictly("k0");
    assertThat(b.loads()).isOne();
  }

  @Test
  void oneReadIsOneGetAndATagOfAHundredThousandEntriesNothing() {
    a.strictly("k0");
    copyToLots();
    try (Node full = new Node(accounts, new InMemorySecondLevel(Ticker.system()), 2 * LOTS)) {
      for (int i = 0; i < LOTS; i++) {
        full.byPolicy("k" + i);
      }
      redis.commandsSinceLastAsked();
      assertThat(b.strictly("k7")).isZero();
      assertThat(redis.commandsSinceLastAsked()).as("one read").hasToString("{get=1}");
      assertThat(b.loads()).isZero();

      assertThat(full.totals.entriesWith(Tags.of("all"))).isEqualTo(LOTS);
      accounts.touchAll();
      full.caches.catchUp();
      b.caches.catchUp();
      assertThat(redis.commandsSinceLastAsked()).as("an invalidation").isEmpty();
      long kept = redis.ask(RedisCommands::dbsize);
      assertThat(kept).isEqualTo(LOTS);
      assertThat(loadsOfSome(b)).as("those in Redis are not believed").isEqualTo(SOME);
      assertThat(loadsOfSome(full)).as("nor are the process's served").isEqualTo(SOME);
    }
  }

  /** Each as a node would have put it: all totals are the same. */
  private void copyToLots() {
    byte[] first =
        new RedisKeys("trueup").of(new SecondLevelKey(a.caches.incarnation(), "totals", "1", "k"));
    String script =
        "local v = redis.call('GET', KEYS[1] .. '0') "
            + "for i = 1, tonumber(ARGV[1]) - 1 do "
            + "redis.call('SET', KEYS[1] .. i, v, 'PX', 600000) end";
    byte[] count = Integer.toString(LOTS).getBytes(StandardCharsets.UTF_8);
    level.get(NOBODYS);
    redis.ask(it -> it.eval(script, ScriptOutputType.STATUS, new byte[][] {first}, count));
  }

  private static long loadsOfSome(Node node) {
    long before = node.loads();
    for (int i = 0; i < LOTS; i += LOTS / SOME) {
      node.byPolicy("k" + i);
    }
    return node.loads() - before;
  }

  @Test
  void aRestartedNodeStartsWarmAndIsRight() {
    for (int i = 0; i < MANY; i++) {
      accounts.add("k" + i, i);
      a.strictly("k" + i);
    }
    for (int i = 0; i < MANY; i += 10) {
      accounts.add("k" + i, 1);
    }
    a.close();
    try (Node restarted = newNode()) {
      for (int i = 0; i < MANY; i++) {
        assertThat(restarted.strictly("k" + i)).isEqualTo(accounts.total("k" + i));
      }
      assertThat(restarted.loads())
          .as("what changed since, and what shares a slot with it")
          .isBetween(MANY / 10L, MANY / 10L + 10);
    }
  }

  /** G5: the record of an invalidation is in the log, not in Redis. */
  @Test
  void aFlushOfRedisBringsBackNothing() {
    accounts.add("x", 5);
    a.strictly("x");
    accounts.add("x", 1);
    b.caches.catchUp();
    redis.flush();
    assertThat(b.strictly("x")).isEqualTo(6);
    assertThat(a.strictly("x")).isEqualTo(6);
  }

  /** G5: a dump from before the change brings the old value back, which nobody serves. */
  @Test
  void anOlderDumpOfRedisBringsBackNothing() {
    accounts.add("x", 5);
    a.strictly("x");
    b.strictly("x");
    Path dump = redis.dump();
    accounts.add("x", 1);
    assertThat(a.strictly("x")).isEqualTo(6);
    redis.restore(dump);
    RedisUnderTest.awaitUsed(level);
    assertThat(b.strictly("x")).isEqualTo(6);
    assertThat(b.fromRedis()).as("the old value was there, and refused").isOne();
    try (Node cold = newNode()) {
      assertThat(cold.strictly("x")).isEqualTo(6);
    }
    a.strictly("y");
    assertThat(level.health().counts().hits()).isPositive();
  }

  /** G7. */
  @Test
  void aColdNodeNeverFindsTheOldValueInRedis() {
    for (int i = 0; i < 200; i++) {
      String account = "x" + i;
      accounts.add(account, 5);
      a.strictly(account);
      accounts.add(account, 1);
      assertThat(b.strictly(account)).isEqualTo(6);
      try (Node cold = newNode()) {
        assertThat(cold.strictly(account)).isEqualTo(6);
      }
    }
  }

  @Test
  void aDatabasePutBackToAnEarlierTimeIsBelieved() {
    accounts.add("x", 5);
    Accounts.Backup backup = accounts.backUp();
    accounts.add("x", 1);
    a.strictly("x");
    accounts.restore(backup);
    accounts.add("y", 1);
    assertThat(b.strictly("x")).isEqualTo(5);
    assertThat(a.strictly("x")).isEqualTo(5);
    try (Node cold = newNode()) {
      assertThat(cold.strictly("x")).isEqualTo(5);
    }
  }
}
