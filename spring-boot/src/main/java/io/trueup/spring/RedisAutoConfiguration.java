package io.trueup.spring;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.redis.LettuceSecondLevel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A second level on Redis, where {@code trueup.redis.url} names one. */
@AutoConfiguration(before = TrueupAutoConfiguration.class)
@ConditionalOnClass(LettuceSecondLevel.class)
@ConditionalOnProperty("trueup.redis.url")
@ConditionalOnMissingBean(SecondLevel.class)
public final class RedisAutoConfiguration {
  /** Configures nothing by itself. */
  public RedisAutoConfiguration() {}

  @Bean
  LettuceSecondLevel trueupSecondLevel(TrueupProperties properties) {
    return LettuceSecondLevel.at(String.valueOf(properties.redis().url()))
        .timeout(properties.redis().timeout())
        .keyPrefix(properties.redis().keyPrefix())
        .build();
  }

  @Bean
  Degradation trueupRedisDegradation(LettuceSecondLevel level) {
    return () -> level.health().degraded();
  }
}
