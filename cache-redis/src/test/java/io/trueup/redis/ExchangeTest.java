package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisFuture;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeTest {
  private static final byte[] KEY = {1};

  /** As Lettuce does with what is under way when a connection ends. */
  @Test
  void aCommandThatIsCancelledIsAFailureThatIsCounted(@TempDir Path directory) {
    try (RealRedis redis = new RealRedis(directory);
        Exchange exchange =
            new Exchange(
                RedisAddress.parse(redis.uri()),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Ticker.system())) {
      exchange.start(Duration.ofSeconds(30));
      assertThatThrownBy(() -> exchange.read(commands -> cancelled(commands.get(KEY))))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("the connection ended");
      assertThat(exchange.counters().failures.sum()).isEqualTo(1);
    }
  }

  private static <T> RedisFuture<T> cancelled(RedisFuture<T> answer) {
    answer.toCompletableFuture().cancel(false);
    return answer;
  }
}
