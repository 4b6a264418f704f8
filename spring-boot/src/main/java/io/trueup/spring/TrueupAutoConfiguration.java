package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.LocalDoorbell;
import io.trueup.cache.Ticker;
import io.trueup.cache.WarmingBudget;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.Doorbell;
import io.trueup.cache.spi.HotKeys;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.changelog.ChangeCodec;
import io.trueup.changelog.ChangeCodecs;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.Database;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.LogTrimmer;
import io.trueup.changelog.PostgresDoorbell;
import io.trueup.ledger.LedgerChange;
import io.trueup.ledger.OutsideWriters;
import io.trueup.spring.TrueupProperties.DoorbellKind;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Coherent caches that follow a change log in the application's database, written in the
 * application's own transactions. Each bean can be replaced by one of the application's.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
    })
@EnableConfigurationProperties(TrueupProperties.class)
public final class TrueupAutoConfiguration {
  /** Configures nothing by itself. */
  public TrueupAutoConfiguration() {}

  @Bean
  static SettingsCheck trueupSettingsCheck(Environment environment) {
    return new SettingsCheck(environment);
  }

  @Bean
  TrueupDatabase trueupDatabase(ListableBeanFactory beans) {
    return TrueupDatabase.of(beans);
  }

  @Bean
  CachePolicies trueupCachePolicies(TrueupProperties properties) {
    return new CachePolicies(properties.caches());
  }

  /** After the application's own migrations, which would refuse tables that they don't know. */
  @Bean
  @ConditionalOnMissingBean
  @DependsOnDatabaseInitialization
  SchemaMigration trueupSchemaMigration(TrueupDatabase database, TrueupProperties properties) {
    boolean triggers = properties.changelog().triggers();
    return properties.ledger().enabled()
        ? SchemaMigration.ofLedger(
            database.dataSource(), triggers ? OutsideWriters.SEEN : OutsideWriters.UNSEEN)
        : SchemaMigration.ofChangeLog(database.dataSource());
  }

  @Bean
  LogFormat trueupLogFormat(ObjectProvider<ChangeCodec> applications) {
    Stream<ChangeCodec> all =
        Stream.concat(Stream.of(LedgerChange.codec()), applications.orderedStream());
    return new LogFormat(ChangeCodecs.of(all.toArray(ChangeCodec[]::new)));
  }

  @Bean
  @ConditionalOnMissingBean
  ChangeWriter trueupChangeWriter(
      LogFormat format, TrueupProperties properties, Environment environment) {
    return new ChangeWriter(
        format.codec(), NodeName.of(properties, environment), properties.changelog().lockTimeout());
  }

  @Bean
  @ConditionalOnMissingBean(ChangeTransactions.class)
  SpringTransactions trueupTransactions(TrueupDatabase database, ChangeWriter writer) {
    return database.transactions(writer);
  }

  @Bean
  @ConditionalOnMissingBean(ChangeLog.class)
  JdbcChangeLog trueupChangeLog(
      TrueupDatabase database,
      LogFormat format,
      TrueupProperties properties,
      SchemaMigration migrated) {
    JdbcChangeLog.Builder log = JdbcChangeLog.builder(database.direct(), format.codec());
    return (properties.changelog().soleWriter() ? log.soleWriter() : log.sharedWriters()).build();
  }

  /** Every node trims; what one has trimmed is no work for the others. */
  @Bean
  @ConditionalOnMissingBean
  LogTrimmer trueupLogTrimmer(
      TrueupDatabase database, TrueupProperties properties, SchemaMigration migrated) {
    return new LogTrimmer(database.dataSource(), properties.changelog().retention()).start();
  }

  /** Other processes are there to be told only where they may write, on a server. */
  @Bean
  @ConditionalOnMissingBean
  Doorbell trueupDoorbell(
      TrueupDatabase database, TrueupProperties properties, SchemaMigration migrated) {
    if (properties.changelog().doorbell() == DoorbellKind.OFF) {
      return new SilentDoorbell();
    }
    boolean shared = !properties.changelog().soleWriter() && database.is(Database.POSTGRESQL);
    return shared ? PostgresDoorbell.on(database.direct()) : new LocalDoorbell();
  }

  @Bean
  Degradation trueupDoorbellDegradation(Doorbell doorbell) {
    return new Degradation("doorbell", () -> !doorbell.isListening());
  }

  @Bean
  @ConditionalOnMissingBean
  Caches trueupCaches(
      ChangeLog log,
      ChangeTransactions transactions,
      Doorbell doorbell,
      TrueupProperties properties,
      ListableBeanFactory beans) {
    Caches.Builder caches =
        Caches.follow(log)
            .transactions(transactions)
            .pollInterval(properties.changelog().pollInterval())
            .timeout(properties.atLeastTimeout());
    beans.getBeanProvider(Ticker.class).ifAvailable(caches::ticker);
    beans.getBeanProvider(HotKeys.class).ifAvailable(caches::hotKeys);
    beans.getBeanProvider(SecondLevel.class).ifAvailable(caches::secondLevel);
    return caches.doorbell(doorbell).build();
  }

  @Bean
  ChangeEvents trueupChangeEvents(Caches caches, ApplicationEventPublisher publisher) {
    return new ChangeEvents(caches, publisher);
  }

  @Bean
  Warming trueupWarming(Caches caches, TrueupProperties properties) {
    TrueupProperties.Warming set = properties.warming();
    return new Warming(
        caches, new WarmingBudget(set.concurrency(), set.loadsPerSecond(), set.timeLimit()));
  }
}
