package io.trueup.redis;

import io.trueup.cache.CacheException;
import io.trueup.cache.Incarnation;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelKey;
import io.trueup.testkit.SecondLevelUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A level on a real Redis, cut in one of several ways. */
final class RedisUnderTest implements SecondLevelUnderTest {
  static final int MOST_BYTES = 10_000;

  private final RealRedis redis;
  private final Runnable cut;
  private final Runnable heal;
  private final LettuceSecondLevel level;

  RedisUnderTest(RealRedis redis, Runnable cut, Runnable heal) {
    this.redis = redis;
    this.cut = cut;
    this.heal = heal;
    redis.flush();
    this.level =
        LettuceSecondLevel.at(redis.uri())
            .startPatience(Duration.ofSeconds(30))
            .timeout(Duration.ofMillis(200))
            .retryAfter(Duration.ofMillis(100))
            .mostBytes(MOST_BYTES)
            .build();
  }

  @Override
  public SecondLevel level() {
    return level;
  }

  @Override
  public void pass(Duration time) {
    Awaitility.await().pollDelay(time).until(() -> true);
  }

  @Override
  public void lose() {
    redis.flush();
  }

  @Override
  public void damage(SecondLevelKey key) {
    byte[] at = Objects.requireNonNull(new RedisKeys("trueup").of(key));
    redis.ask(commands -> commands.set(at, "garbage".getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void cut() {
    cut.run();
  }

  @Override
  public void heal() {
    heal.run();
    awaitUsed(level);
  }

  /** Reads until it is used again. */
  static void awaitUsed(LettuceSecondLevel level) {
    SecondLevelKey any = new SecondLevelKey(new Incarnation("any"), "any", "any", "any");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(CacheException.class)
        .until(
            () -> {
              level.get(any);
              return !level.health().degraded();
            });
  }

  @Override
  public int mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public void close() {
    level.close();
  }
}
