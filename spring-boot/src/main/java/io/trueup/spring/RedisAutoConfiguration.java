package io.trueup.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.cache.CacheException;
import io.trueup.cache.Incarnation;
import io.trueup.cache.spi.Doorbell;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelKey;
import io.trueup.redis.LettuceSecondLevel;
import io.trueup.redis.RedisDoorbell;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A second level and a doorbell on Redis, where {@code trueup.redis.url} names one. */
@AutoConfiguration(before = TrueupAutoConfiguration.class)
@ConditionalOnClass(LettuceSecondLevel.class)
@ConditionalOnProperty("trueup.redis.url")
@ConditionalOnMissingBean(SecondLevel.class)
public final class RedisAutoConfiguration {
  /** Nothing is kept under it. */
  private static final SecondLevelKey PROBE =
      new SecondLevelKey(new Incarnation("health"), "health", "health", "health");

  private static final System.Logger LOG = System.getLogger(RedisAutoConfiguration.class.getName());

  /** Configures nothing by itself. */
  public RedisAutoConfiguration() {}

  @Bean
  LettuceSecondLevel trueupSecondLevel(TrueupProperties properties) {
    LettuceSecondLevel level =
        LettuceSecondLevel.at(String.valueOf(properties.redis().url()))
            .timeout(properties.redis().timeout())
            .keyPrefix(properties.redis().keyPrefix())
            .build();
    if (!answers(level)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Redis at trueup.redis.url does not answer: caches work without it until it does");
    }
    return level;
  }

  /** Instead of the database's, where other processes may write. */
  @Bean
  @ConditionalOnMissingBean(Doorbell.class)
  @ConditionalOnProperty(
      name = "trueup.changelog.doorbell",
      havingValue = "auto",
      matchIfMissing = true)
  @ConditionalOnProperty(
      name = "trueup.changelog.sole-writer",
      havingValue = "false",
      matchIfMissing = true)
  RedisDoorbell trueupRedisDoorbell(TrueupProperties properties) {
    return RedisDoorbell.at(
        String.valueOf(properties.redis().url()), properties.redis().keyPrefix());
  }

  @Bean
  Degradation trueupRedisDegradation(LettuceSecondLevel level) {
    return new Degradation("redis", () -> !answers(level) || level.health().degraded());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {
    @Bean
    RedisMeters trueupRedisMeters(
        LettuceSecondLevel level, ObjectProvider<RedisDoorbell> doorbells) {
      return new RedisMeters(level, doorbells.getIfAvailable());
    }
  }

  /** Asked anew: where little is loaded, nobody else may have noticed. One GET, counted there. */
  private static boolean answers(LettuceSecondLevel level) {
    try {
      level.get(PROBE);
      return true;
    } catch (CacheException e) {
      return false;
    }
  }
}
