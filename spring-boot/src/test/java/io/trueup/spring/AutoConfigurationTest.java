package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trueup.alerts.AlertMessenger;
import io.trueup.alerts.MessengerSettings;
import io.trueup.cache.Caches;
import io.trueup.ledger.BudgetQuery;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.ReservationRequest;
import io.trueup.redis.RedisDoorbell;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Channel;
import io.trueup.spend.Estimate;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** What an application gets that lacks something, or has too much of it. */
final class AutoConfigurationTest {
  private static final String FOR_EXAMPLE = "add a driver, for example com.h2database:h2";

  private final ApplicationContextRunner withoutDatabase =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  TrueupAutoConfiguration.class,
                  LedgerAutoConfiguration.class,
                  RedisAutoConfiguration.class,
                  HealthAutoConfiguration.class,
                  MetersAutoConfiguration.class));

  private final ApplicationContextRunner application =
      withoutDatabase
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class,
                  DataSourceTransactionManagerAutoConfiguration.class))
          .withPropertyValues("spring.datasource.generate-unique-name=true");

  @Test
  void leasesAndTheBudgetsOfNewUsersAreAsSet() {
    application.run(context -> assertThat(reservedTwenty(context)).isPositive());
    application
        .withPropertyValues("trueup.reservations.leases=false")
        .run(context -> assertThat(reservedTwenty(context)).isZero());
    application
        .withPropertyValues(
            "trueup.budgets.default-for-users.limit=3",
            "trueup.budgets.default-for-users.period=weekly")
        .run(
            context -> {
              reservedTwenty(context);
              assertThat(
                      context
                          .getBean(Ledger.class)
                          .budgets()
                          .list(BudgetQuery.ALL, null, 9)
                          .items())
                  .extracting(it -> it.period() + " " + it.limit())
                  .containsExactlyInAnyOrder("DAILY 1000", "WEEKLY 3");
            });
  }

  /** Reserves for one user, and answers how many were admitted from leases. */
  private static long reservedTwenty(AssertableApplicationContext context) {
    Ledger ledger = context.getBean(Ledger.class);
    Scope all = new Scope.Global();
    ledger
        .budgets()
        .create(Budget.builder(new BudgetId("all"), all, Period.DAILY, Money.of("1000")).build());
    for (int i = 0; i < 20; i++) {
      Subject subject = new Subject("acme", null, "ann", null);
      Estimate estimate = new Estimate.OfAmount(Money.of("0.1"));
      ledger.reservations().reserve(new ReservationRequest("r" + i, subject, estimate));
    }
    return ledger.leaseStatistics().admissions();
  }

  @Test
  void withoutADataSourceItSaysWhatToAdd() {
    withoutDatabase.run(
        context -> {
          FailureAnalysis analysis = analysis(context.getStartupFailure());
          assertThat(analysis.getDescription()).endsWith("there is no bean of type DataSource");
          assertThat(analysis.getAction()).contains("spring.datasource.url", FOR_EXAMPLE);
        });
  }

  @Test
  void amongTwoDataSourcesItAsksForOne() {
    application
        .withUserConfiguration(TwoDataSources.class, UsesTheLedger.class)
        .withBean(PlatformTransactionManager.class, AutoConfigurationTest::manager)
        .run(
            context ->
                assertAsksForOne(
                    analysis(context.getStartupFailure()), "DataSource: [first, second]"));
  }

  @Test
  void amongTwoTransactionManagersItAsksForOne() {
    application
        .withUserConfiguration(UsesTheLedger.class)
        .withBean("first", PlatformTransactionManager.class, AutoConfigurationTest::manager)
        .withBean("second", PlatformTransactionManager.class, AutoConfigurationTest::manager)
        .run(
            context ->
                assertAsksForOne(
                    analysis(context.getStartupFailure()),
                    "PlatformTransactionManager: [first, second]"));
  }

  private static void assertAsksForOne(FailureAnalysis analysis, String several) {
    assertThat(analysis.getDescription()).endsWith("there are several beans of type " + several);
    assertThat(analysis.getAction()).contains("@Primary", "@Bean(defaultCandidate = false)");
  }

  @Test
  void itTakesThePrimaryDataSourceAndTheOnlyCandidate() {
    application
        .withUserConfiguration(OnePrimary.class)
        .run(context -> assertThat(databaseOf(context)).isSameAs(context.getBean("first")));
    application
        .withUserConfiguration(OneCandidate.class)
        .run(context -> assertThat(databaseOf(context)).isSameAs(context.getBean("first")));
  }

  private static DataSource databaseOf(ConfigurableApplicationContext context) {
    assertThat(context.getBean(Ledger.class)).isNotNull();
    return context.getBean(TrueupDatabase.class).dataSource();
  }

  @Test
  void aManagerOfAnotherDataSourceIsRefusedWithWhatToDo() {
    application
        .withBean(PlatformTransactionManager.class, AutoConfigurationTest::manager)
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .endsWith("is one of another data source than the change log's");
              assertThat(analysis.getAction()).contains("@Primary");
            });
  }

  @Test
  void withoutActuatorAndMicrometerThereIsNothingToAsk() {
    ApplicationContextRunner asBootFindsIt =
        new ApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues("spring.datasource.generate-unique-name=true");
    asBootFindsIt
        .withClassLoader(
            new FilteredClassLoader("org.springframework.boot.health", "io.micrometer.core"))
        .run(
            context -> {
              assertThat(context.getBean(Caches.class).all()).isNotEmpty();
              assertThat(context.containsBean("trueupHealthIndicator")).isFalse();
              assertThat(context.containsBean("trueupMeters")).isFalse();
            });
    asBootFindsIt.run(
        context -> assertThat(context).hasBean("trueupHealthIndicator").hasBean("trueupMeters"));
  }

  @Test
  void alertsAreDeliveredWhereTheirModuleIs() {
    ApplicationContextRunner asBootFindsIt =
        new ApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues("spring.datasource.generate-unique-name=true");
    asBootFindsIt.run(
        context ->
            assertThat(context)
                .hasSingleBean(AlertMessenger.class)
                .getBean(MessengerSettings.class)
                .isEqualTo(MessengerSettings.DEFAULT));
    asBootFindsIt
        .withPropertyValues("trueup.alerts.deliver=false")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(AlertMessenger.class)
                            .test(new Scope.Global(), List.of(new Channel.Log())))
                    .extracting(AlertMessenger.Tested::error)
                    .containsOnlyNulls());
    asBootFindsIt
        .withClassLoader(new FilteredClassLoader("io.trueup.alerts"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(Ledger.class)
                    .doesNotHaveBean("trueupAlertMessenger"));
  }

  @Test
  void aRedisThatIsDownDegradesAndNothingElse() {
    application
        .withPropertyValues("trueup.redis.url=redis://127.0.0.1:1")
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(Ledger.class);
              await().until(context.getBean(Caches.class)::isWarm);
              var health = context.getBean(HealthIndicator.class).health();
              assertThat(health)
                  .isNotNull()
                  .extracting(Health::getStatus)
                  .isEqualTo(new Status("DEGRADED"));
              SimpleMeterRegistry meters = new SimpleMeterRegistry();
              context.getBean(RedisMeters.class).bindTo(meters);
              context.getBean(RedisDoorbell.class).ring();
              assertThat(meters.get("trueup.redis.failures").functionCounter().count())
                  .isPositive();
              assertThat(meters.get("trueup.redis.rings.lost").functionCounter().count())
                  .isPositive();
            });
  }

  @Test
  void whatIsMadeLateIsThereInTime() {
    application
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .run(
            context ->
                assertThat(context.getBeanFactory().containsSingleton("trueupChangeEvents"))
                    .isTrue());
  }

  /** What a user sees: the first analyzer that has something to say, in the order of Boot. */
  private static FailureAnalysis analysis(@Nullable Throwable startupFailure) {
    Throwable failure = Objects.requireNonNull(startupFailure, "it started");
    ArgumentResolver arguments =
        ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
            .and(Environment.class, new StandardEnvironment());
    // Boot lets those pass, too, that are for what is not on the class path.
    List<FailureAnalyzer> analyzers =
        new ArrayList<>(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, arguments, (type, name, without) -> {}));
    Collections.reverse(analyzers); // as if Boot's stood before Trueup's on the class path
    AnnotationAwareOrderComparator.sort(analyzers);
    return analyzers.stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(analysis -> analysis != null)
        .findFirst()
        .orElseThrow();
  }

  private static DataSource database() {
    return new SimpleDriverDataSource(
        new Driver(), "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  private static PlatformTransactionManager manager() {
    return new DataSourceTransactionManager(database());
  }

  @Configuration
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    TrueupAutoConfiguration.class,
    LedgerAutoConfiguration.class,
    AlertsAutoConfiguration.class,
    HealthAutoConfiguration.class,
    MetersAutoConfiguration.class
  })
  static class Everything {}

  /** Made before Trueup's own beans, so its failure is around theirs. */
  @Configuration
  static class UsesTheLedger {
    UsesTheLedger(Ledger ledger) {
      assertThat(ledger).isNotNull();
    }
  }

  @Configuration
  static class TwoDataSources {
    @Bean
    DataSource first() {
      return database();
    }

    @Bean
    DataSource second() {
      return database();
    }
  }

  @Configuration
  static class OnePrimary {
    @Bean
    @Primary
    DataSource first() {
      return database();
    }

    @Bean
    DataSource second() {
      return database();
    }
  }

  @Configuration
  static class OneCandidate {
    @Bean
    DataSource first() {
      return database();
    }

    @Bean(defaultCandidate = false)
    DataSource second() {
      return database();
    }
  }
}
