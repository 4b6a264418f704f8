package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CacheException;
import io.trueup.cache.Incarnation;
import io.trueup.cache.Position;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import io.trueup.testkit.Actor;
import io.trueup.testkit.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LettuceSecondLevelTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final SecondLevelKey KEY =
      new SecondLevelKey(new Incarnation("history"), "spend", "1", "acme/7");

  private RealRedis redis;

  @SuppressWarnings("NullAway.Init")
  LettuceSecondLevelTest() {}

  @BeforeAll
  void startRedis(@TempDir Path directory) {
    redis = new RealRedis(directory);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void emptyRedis() {
    redis.flush();
  }

  private LettuceSecondLevel.Builder at() {
    return LettuceSecondLevel.at(redis.uri())
        .startPatience(Duration.ofSeconds(30))
        .timeout(Duration.ofMillis(500));
  }

  private static SecondLevelEntry entry(int bytes) {
    return new SecondLevelEntry(new Position(1), new Position(2), new UUID(1, 2), new byte[bytes]);
  }

  private static byte[] raw(SecondLevelKey key) {
    return Objects.requireNonNull(new RedisKeys("trueup").of(key));
  }

  @Test
  void aKeyIsReadable() {
    try (LettuceSecondLevel level = at().build()) {
      level.put(KEY, entry(1), HOUR);
      level.get(KEY);
      byte[] key =
          redis.ask(commands -> commands.keys("*".getBytes(StandardCharsets.UTF_8))).get(0);
      assertThat(new String(key, StandardCharsets.UTF_8))
          .isEqualTo("trueup:history:spend:1:acme/7");
    }
  }

  @Test
  void twoPrefixesAreTwoStores() {
    try (LettuceSecondLevel one = at().build();
        LettuceSecondLevel other = at().keyPrefix("other").build()) {
      one.put(KEY, entry(1), HOUR);
      assertThat(one.get(KEY)).isNotNull();
      assertThat(other.get(KEY)).isNull();
    }
  }

  @Test
  void everythingHasATimeToLive() {
    try (LettuceSecondLevel level = at().build()) {
      level.put(KEY, entry(1), Duration.ofMinutes(10));
      level.get(KEY);
      long left = redis.ask(commands -> commands.pttl(raw(KEY)));
      assertThat(left).isBetween(590_000L, 600_000L);
    }
  }

  @Test
  void aReadIsOneGetAndAWriteOneSet() {
    try (LettuceSecondLevel level = at().build()) {
      redis.commandsSinceLastAsked();
      for (int i = 0; i < 10; i++) {
        level.put(KEY, entry(1), HOUR);
        level.get(KEY);
        level.get(KEY);
      }
      assertThat(redis.commandsSinceLastAsked()).hasToString("{get=20, set=10}");
      RedisHealth.Counts counts = level.health().counts();
      assertThat(counts.gets()).isEqualTo(20);
      assertThat(counts.hits()).isEqualTo(20);
    }
  }

  @Test
  void whatIsNoEntryIsCounted() {
    try (LettuceSecondLevel level = at().build()) {
      redis.ask(commands -> commands.set(raw(KEY), new byte[] {1, 2, 3}));
      assertThat(level.get(KEY)).isNull();
      redis.ask(commands -> commands.del(raw(KEY)));
      redis.ask(commands -> commands.lpush(raw(KEY), new byte[] {1}));
      assertThat(level.get(KEY)).isNull();
      assertThat(level.health().counts().unreadable()).isEqualTo(2);
      assertThat(level.health().counts().failures()).isZero();
      assertThat(level.health().degraded()).isFalse();
    }
  }

  @Test
  void whatIsTooLargeIsCounted() {
    try (LettuceSecondLevel level = at().mostBytes(10).build()) {
      level.put(KEY, entry(11), HOUR);
      SecondLevelKey huge =
          new SecondLevelKey(new Incarnation("i"), "c", "1", "x".repeat(RedisKeys.MOST_BYTES));
      level.put(huge, entry(1), HOUR);
      assertThat(level.get(huge)).isNull();
      assertThat(level.health().counts().tooLarge()).isEqualTo(2);
    }
  }

  @Test
  void aRedisShortOfMemoryIsStillRead() {
    try (LettuceSecondLevel level = at().build()) {
      level.put(KEY, entry(1), HOUR);
      level.get(KEY);
      redis.ask(commands -> commands.configSet("maxmemory", "1"));
      for (int i = 0; i < 30; i++) {
        level.put(KEY, entry(2), HOUR);
      }
      SecondLevelEntry found = level.get(KEY);
      assertThat(Objects.requireNonNull(found).value()).hasSize(1);
      assertThat(level.health().degraded()).isFalse();
      assertThat(level.health().counts().failures()).isEqualTo(30);
      assertThat(level.health().lastError()).contains("OOM");
    } finally {
      redis.ask(commands -> commands.configSet("maxmemory", "0"));
    }
  }

  /** B6. */
  @Test
  void itStartsWithoutRedisAndSaysDegraded() {
    int port = RealRedis.freePort();
    try (LettuceSecondLevel level = LettuceSecondLevel.at("redis://127.0.0.1:" + port).build()) {
      assertThat(level.health().degraded()).isTrue();
      assertThat(level.health().connected()).isFalse();
      assertThat(level.health().lastError()).contains("refused");
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> level.get(KEY)).isInstanceOf(CacheException.class);
      }
      assertThat(level.health().circuit()).isEqualTo(RedisHealth.Circuit.OPEN);
      assertThat(level.get(KEY)).isNull();
      level.put(KEY, entry(1), HOUR);
      assertThat(level.health().counts().skipped()).isEqualTo(2);
      assertThat(level.health().counts().failures()).isEqualTo(5);
    }
  }

  @Test
  void anAddressThatAnswersNothingHoldsUpTheStartNoLongerThanSet() {
    redis.pause();
    try (LettuceSecondLevel level = at().startPatience(Duration.ofMillis(50)).build()) {
      assertThat(level.health().degraded()).isTrue();
      assertThat(level.health().lastError()).contains("50 ms");
      redis.resume();
      RedisUnderTest.awaitUsed(level);
    } finally {
      redis.resume();
    }
  }

  @Test
  void anOpenCircuitIsTriedAgainAfterAWhile() {
    ManualTicker ticker = new ManualTicker();
    try (LettuceSecondLevel level =
        LettuceSecondLevel.at("redis://127.0.0.1:" + RealRedis.freePort())
            .retryAfter(Duration.ofSeconds(5))
            .ticker(ticker)
            .build()) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> level.get(KEY)).isInstanceOf(CacheException.class);
      }
      ticker.advance(Duration.ofMillis(4999));
      assertThat(level.get(KEY)).isNull();
      ticker.advance(Duration.ofMillis(2));
      assertThatThrownBy(() -> level.get(KEY)).isInstanceOf(CacheException.class);
      assertThat(level.health().since()).isEqualTo(Duration.ofMillis(5001));
    }
  }

  @Test
  void aPausedRedisCostsAFewTimeOutsThenNothing() {
    try (LettuceSecondLevel level = at().timeout(Duration.ofMillis(50)).build()) {
      redis.pause();
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> level.get(KEY))
            .isInstanceOf(CacheException.class)
            .hasMessageContaining("50 ms");
      }
      assertThat(level.get(KEY)).isNull();
      assertThat(level.health().circuit()).isEqualTo(RedisHealth.Circuit.OPEN);
      assertThat(level.health().connected()).as("a silent connection is given up").isFalse();
    } finally {
      redis.resume();
    }
  }

  @Test
  void anInterruptedReaderStaysInterrupted() {
    try (LettuceSecondLevel level = at().build()) {
      redis.pause();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> level.get(KEY)).isInstanceOf(CacheException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(level.health().counts().failures()).isZero();
    } finally {
      redis.resume();
    }
  }

  @Test
  void whoeverIsInterruptedWaitsForNobodyAndStaysInterrupted() {
    try (LettuceSecondLevel level = at().build()) {
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      level.claim(KEY, HOUR);
      Actor<Boolean> waiting =
          Actor.start(
              "waiting",
              () -> {
                thread.complete(Thread.currentThread());
                assertThatThrownBy(() -> level.claim(KEY, HOUR)).isInstanceOf(CacheException.class);
                return Thread.interrupted();
              });
      Awaitility.await().until(() -> level.health().counts().waits() == 1);
      thread.join().interrupt();
      assertThat(waiting.await()).isTrue();
      assertThat(level.health().counts().failures()).isZero();
    }
  }

  @Test
  void writesUnderWayAreBounded() {
    try (LettuceSecondLevel level = at().timeout(Duration.ofSeconds(5)).build()) {
      redis.pause();
      for (int i = 0; i < 40; i++) {
        level.put(KEY, entry(1 << 20), HOUR);
      }
      assertThat(level.health().counts().crowdedOut()).isEqualTo(25);
      redis.resume();
      Awaitility.await().until(() -> level.health().counts().puts() == 15);
      level.put(KEY, entry(1 << 20), HOUR);
      assertThat(level.health().counts().crowdedOut()).isEqualTo(25);
    } finally {
      redis.resume();
    }
  }

  @Test
  void allWrongSettingsAreNamedAtOnceAndNoPasswordIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LettuceSecondLevel.at("http://user:secret@host")
                    .timeout(Duration.ZERO)
                    .retryAfter(Duration.ofDays(2))
                    .startPatience(Duration.ofMillis(-1))
                    .mostBytes(0)
                    .keyPrefix("")
                    .build())
        .withMessageContainingAll(
            "uri", "timeout", "retryAfter", "startPatience", "mostBytes", "keyPrefix")
        .withMessageNotContaining("secret");
  }
}
