package io.trueup.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.cache.Caches;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters of the caches, where the application has Micrometer. */
@AutoConfiguration(after = TrueupAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public final class MetersAutoConfiguration {
  /** Configures nothing by itself. */
  public MetersAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  TrueupMeters trueupMeters(Caches caches) {
    return new TrueupMeters(caches);
  }
}
