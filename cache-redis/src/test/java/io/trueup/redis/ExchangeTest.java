package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the circuit when a use of it ends in an unusual way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExchangeTest {
  private static final byte[] KEY = {1};
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);

  private RealRedis redis;

  @SuppressWarnings("NullAway.Init")
  ExchangeTest() {}

  @BeforeAll
  void startRedis(@TempDir Path directory) {
    redis = new RealRedis(directory);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  private Exchange halfOpen(Ticker ticker) {
    Exchange exchange = new Exchange(RedisAddress.parse(redis.uri()), TIMEOUT, RETRY_AFTER, ticker);
    exchange.start(Duration.ofSeconds(30));
    for (int i = 0; i < 5; i++) {
      assertThat(exchange.mayUse()).isTrue();
      assertThatThrownBy(() -> exchange.read(it -> failing())).isInstanceOf(CacheException.class);
    }
    await().until(() -> exchange.health().connected());
    await().until(() -> exchange.health().circuit() == RedisHealth.Circuit.HALF_OPEN);
    return exchange;
  }

  private static RedisFuture<byte[]> failing() {
    throw new RedisException("fails");
  }

  private static void awaitClosed(Exchange exchange) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(CacheException.class)
        .until(
            () -> {
              if (exchange.mayUse()) {
                exchange.<byte[]>read(it -> it.get(KEY));
              }
              return !exchange.health().degraded();
            });
  }

  @Test
  void aConnectionThatEndsDuringATrialIsAFailureFromWhichTheCircuitRecovers() {
    try (Exchange exchange = halfOpen(Ticker.system())) {
      assertThat(exchange.mayUse()).isTrue();
      assertThatThrownBy(() -> exchange.read(ExchangeTest::endingMeanwhile))
          .isInstanceOf(CacheException.class)
          .hasMessage("Redis can't be used: the connection ended");
      assertThat(exchange.health().counts().failures()).isEqualTo(6);
      awaitClosed(exchange);
    }
  }

  /** Lettuce cancels commands for which no answer can come any more. */
  @SuppressWarnings("deprecation")
  private static RedisFuture<?> endingMeanwhile(RedisClusterAsyncCommands<byte[], byte[]> redis) {
    RedisFuture<?> answer = redis.blpop(TIMEOUT.toSeconds(), KEY);
    answer.cancel(false);
    CompletableFuture<?> unused =
        ((RedisAsyncCommands<byte[], byte[]>) redis).getStatefulConnection().closeAsync();
    return answer;
  }

  @Test
  void trialsOfWhichNothingWasHeardHoldUpTheCircuitForAWhileOnly() {
    ManualTicker ticker = new ManualTicker();
    try (Exchange exchange = halfOpen(ticker)) {
      assertThat(exchange.mayUse()).isTrue();
      assertThat(exchange.mayUse()).isTrue();
      assertThat(exchange.mayUse()).as("two trials are out").isFalse();
      ticker.advance(TIMEOUT.plus(RETRY_AFTER));
      assertThat(exchange.mayUse()).as("one may still be heard of").isFalse();
      assertThat(exchange.health().circuit()).isEqualTo(RedisHealth.Circuit.HALF_OPEN);
      ticker.advance(Duration.ofNanos(1));
      assertThat(exchange.mayUse()).isFalse();
      awaitClosed(exchange);
    }
  }
}
