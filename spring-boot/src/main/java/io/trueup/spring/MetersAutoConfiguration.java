package io.trueup.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.trueup.cache.Caches;
import io.trueup.changelog.LogTrimmer;
import io.trueup.ledger.Ledger;
import org.springframework.beans.factory.ObjectProvider;
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

  /** What is admitted without asking the database. */
  @Bean
  MeterBinder trueupLeaseMeters(ObjectProvider<Ledger> ledgers) {
    return registry -> ledgers.ifAvailable(ledger -> bind(ledger, registry));
  }

  private static void bind(Ledger ledger, MeterRegistry registry) {
    Gauge.builder("trueup.leases", ledger, it -> it.leaseStatistics().held())
        .description("leases that this node admits from")
        .register(registry);
    Gauge.builder("trueup.leases.open", ledger, it -> it.leaseStatistics().open())
        .description("reservations that this node admitted in memory and that have not ended")
        .register(registry);
    FunctionCounter.builder(
            "trueup.leases.admissions", ledger, it -> it.leaseStatistics().admissions())
        .description("reservations that this node admitted in memory")
        .register(registry);
    FunctionCounter.builder("trueup.leases.recalls", ledger, it -> it.leaseStatistics().recalls())
        .description("times this node had leases of others called back")
        .register(registry);
    FunctionCounter.builder("trueup.leases.failures", ledger, it -> it.leaseStatistics().failures())
        .description("times this node could not look after leases")
        .register(registry);
  }

  /** What goes on without anybody noticing, and should not happen often. */
  @Bean
  MeterBinder trueupWritingMeters(ObjectProvider<Ledger> ledgers, ObjectProvider<LogTrimmer> log) {
    return registry -> {
      ledgers.ifAvailable(
          ledger -> {
            FunctionCounter.builder(
                    "trueup.ledger.undone.transactions", ledger, Ledger::undoneTransactions)
                .description("transactions that the database undid and the ledger did again")
                .register(registry);
            FunctionCounter.builder(
                    "trueup.reservations.unheld", ledger, it -> it.reservations().unheld())
                .description("requests admitted with nothing held, as the database was away")
                .register(registry);
          });
      log.ifAvailable(
          trimmer ->
              FunctionCounter.builder(
                      "trueup.changelog.trim.failures", trimmer, LogTrimmer::failures)
                  .description("times the change log could not be trimmed")
                  .register(registry));
    };
  }
}
