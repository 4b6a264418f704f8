package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.HotKeys;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.ledger.CacheName;
import io.trueup.ledger.HotKeyTable;
import io.trueup.ledger.LeaseSettings;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.RecordingSettings;
import io.trueup.spend.Catalogue;
import java.time.InstantSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The ledger over the application's database, transactions and caches. */
@AutoConfiguration(after = TrueupAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "trueup.ledger.enabled", matchIfMissing = true)
public final class LedgerAutoConfiguration {
  /** Configures nothing by itself. */
  public LedgerAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  RecordingSettings trueupRecordingSettings(TrueupProperties properties) {
    RecordingSettings byDefault = RecordingSettings.DEFAULT;
    return new RecordingSettings(
        properties.recording().queue(),
        properties.recording().batch(),
        byDefault.patience(),
        properties.retention().records(),
        properties.recording().createUnknownOwners(),
        properties.recording().unknownPrice());
  }

  /** The hottest keys outlive a restart beside the ledger's tables. */
  @Bean
  @ConditionalOnMissingBean(HotKeys.class)
  HotKeyTable trueupHotKeys(
      TrueupDatabase database,
      TrueupProperties properties,
      Environment environment,
      SchemaMigration migrated) {
    return new HotKeyTable(database.dataSource(), NodeName.of(properties, environment));
  }

  @Bean
  @ConditionalOnMissingBean
  Ledger ledger(
      TrueupDatabase database,
      ChangeTransactions transactions,
      Caches caches,
      ChangeLog log,
      ListableBeanFactory beans) {
    Ledger.Builder ledger =
        Ledger.on(database.dataSource()).migrated().over(transactions, caches, log);
    CachePolicies policies = beans.getBean(CachePolicies.class);
    for (CacheName cache : CacheName.values()) {
      ledger.policy(cache, policies.of(cache, caches));
    }
    ledger.recording(beans.getBean(RecordingSettings.class));
    TrueupProperties properties = beans.getBean(TrueupProperties.class);
    ledger.defaultUserBudget(properties.budgets().toDefaultBudget());
    ledger.failPolicy(properties.budgets().failPolicy());
    ledger.reservationTtl(properties.reservations().ttl());
    ledger.leases(
        new LeaseSettings(
            properties.reservations().leases(), properties.reservations().leaseTtl()));
    beans.getBeanProvider(InstantSource.class).ifUnique(ledger::clock);
    beans.getBeanProvider(Catalogue.class).ifUnique(ledger::catalogue);
    return ledger.open();
  }
}
