package io.trueup.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.alerts.AlertMessenger;
import io.trueup.alerts.MailServer;
import io.trueup.alerts.MessengerSettings;
import io.trueup.alerts.WatchSettings;
import io.trueup.ledger.Ledger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Delivers alerts, where {@code io.trueup:trueup-alerts} is on the class path. */
@AutoConfiguration(after = LedgerAutoConfiguration.class)
@ConditionalOnClass(AlertMessenger.class)
@ConditionalOnBooleanProperty(name = "trueup.ledger.enabled", matchIfMissing = true)
public final class AlertsAutoConfiguration {
  /** Configures nothing by itself. */
  public AlertsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  MessengerSettings trueupMessengerSettings(TrueupProperties properties, Environment environment) {
    TrueupProperties.Alerts alerts = properties.alerts();
    return new MessengerSettings(
        alerts.pollInterval(),
        alerts.threads(),
        alerts.timeout(),
        alerts.attempts(),
        alerts.firstRetry(),
        alerts.longestRetry(),
        alerts.allowPrivateTargets(),
        environment.getProperty("trueup.currency", "USD"),
        mailServer(alerts.smtp()),
        new WatchSettings(
            alerts.forecasts(),
            alerts.anomalies(),
            alerts.anomalyFactor(),
            alerts.anomalyFloor(),
            properties.retention().alerts()));
  }

  private static @Nullable MailServer mailServer(TrueupProperties.Smtp smtp) {
    return smtp.host() == null
        ? null
        : new MailServer(
            smtp.host(),
            smtp.port(),
            MailServer.Security.valueOf(smtp.security().name()),
            smtp.username(),
            smtp.password(),
            String.valueOf(smtp.from()));
  }

  @Bean
  @ConditionalOnMissingBean
  AlertMessenger trueupAlertMessenger(
      Ledger ledger,
      TrueupDatabase database,
      MessengerSettings settings,
      TrueupProperties properties) {
    return properties.alerts().deliver()
        ? AlertMessenger.start(ledger, database.dataSource(), settings)
        : AlertMessenger.forTestsOnly(ledger, database.dataSource(), settings);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {
    @Bean
    MeterBinder trueupAlertMeters(AlertMessenger messenger) {
      return registry -> {
        count(registry, messenger, "delivered", AlertMessenger::delivered);
        count(registry, messenger, "failures", AlertMessenger::failedAttempts);
        count(registry, messenger, "dead", AlertMessenger::givenUp);
      };
    }

    private static void count(
        MeterRegistry registry,
        AlertMessenger messenger,
        String what,
        ToDoubleFunction<AlertMessenger> number) {
      FunctionCounter.builder("trueup.alerts." + what, messenger, number).register(registry);
    }
  }
}
