package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.trueup.cache.spi.Doorbell;
import io.trueup.testkit.DoorbellContract;
import io.trueup.testkit.DoorbellUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisDoorbellTest extends DoorbellContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Override
  protected DoorbellUnderTest open() {
    RealRedis redis = new RealRedis(folder);
    return new DoorbellUnderTest() {
      @Override
      public Doorbell node() {
        return doorbell(redis);
      }

      @Override
      public void cut() {
        redis.ask(it -> it.clientKill(KillArgs.Builder.typePubsub()));
      }

      @Override
      public void close() {
        redis.close();
      }
    };
  }

  private static RedisDoorbell doorbell(RealRedis redis) {
    return RedisDoorbell.at(redis.uri(), "test");
  }

  @Test
  void withoutAServerRingsAreLostAndCountedUntilThereIsOne() throws InterruptedException {
    try (RealRedis redis = new RealRedis(folder)) {
      redis.kill();
      try (RedisDoorbell doorbell = doorbell(redis)) {
        doorbell.ring();
        assertThat(doorbell.lostRings()).isEqualTo(1);
        assertThat(doorbell.isListening()).isFalse();
        Semaphore heard = new Semaphore(0);
        doorbell.listen(heard::release);
        redis.start();
        assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(doorbell::isListening);
      }
    }
  }

  /** The connection stands, but nobody answers on it. */
  @Test
  void aServerThatFellSilentIsNoticed() {
    try (RealRedis redis = new RealRedis(folder);
        RedisDoorbell doorbell = doorbell(redis)) {
      await().atMost(PATIENCE).until(doorbell::isListening);
      redis.pause();
      await().atMost(PATIENCE).until(() -> !doorbell.isListening());
      redis.resume();
      await().atMost(PATIENCE).until(doorbell::isListening);
    }
  }
}
