package io.trueup.spring;

import io.trueup.cache.Caches;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health of the caches as {@code trueup}, where the application has health. */
@AutoConfiguration(after = TrueupAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("trueup")
public final class HealthAutoConfiguration {
  /** Configures nothing by itself. */
  public HealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "trueupHealthIndicator")
  TrueupHealth trueupHealthIndicator(Caches caches, ObjectProvider<Degradation> parts) {
    return new TrueupHealth(
        caches,
        () ->
            parts.stream()
                .filter(it -> it.isMissing().getAsBoolean())
                .map(Degradation::part)
                .sorted()
                .toList());
  }
}
