package io.trueup.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.redis.LettuceSecondLevel;
import io.trueup.redis.RedisDoorbell;
import io.trueup.redis.RedisHealth;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What went over to Redis, as meters {@code trueup.redis.*}, and which rings came. */
final class RedisMeters implements MeterBinder {
  private final LettuceSecondLevel level;
  private final @Nullable RedisDoorbell doorbell;

  RedisMeters(LettuceSecondLevel level, @Nullable RedisDoorbell doorbell) {
    this.level = level;
    this.doorbell = doorbell;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    count(registry, "trueup.redis.gets", RedisHealth.Counts::gets);
    count(registry, "trueup.redis.hits", RedisHealth.Counts::hits);
    count(registry, "trueup.redis.puts", RedisHealth.Counts::puts);
    count(registry, "trueup.redis.failures", RedisHealth.Counts::failures);
    count(registry, "trueup.redis.skipped", RedisHealth.Counts::skipped);
    count(registry, "trueup.redis.claims", RedisHealth.Counts::claims);
    count(registry, "trueup.redis.waits", RedisHealth.Counts::waits);
    if (doorbell != null) {
      rings(registry, "trueup.redis.rings.heard", doorbell, RedisDoorbell::heardRings);
      rings(registry, "trueup.redis.rings.lost", doorbell, RedisDoorbell::lostRings);
      rings(registry, "trueup.redis.subscriptions", doorbell, RedisDoorbell::subscriptions);
    }
  }

  private void count(
      MeterRegistry registry, String meter, ToLongFunction<RedisHealth.Counts> what) {
    FunctionCounter.builder(meter, level, it -> what.applyAsLong(it.health().counts()))
        .register(registry);
  }

  private static void rings(
      MeterRegistry registry, String meter, RedisDoorbell of, ToLongFunction<RedisDoorbell> what) {
    FunctionCounter.builder(meter, of, what::applyAsLong).register(registry);
  }
}
