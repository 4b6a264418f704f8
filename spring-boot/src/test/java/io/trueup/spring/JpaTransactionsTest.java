package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The books in the transactions of an application that keeps its own rows with Hibernate. */
final class JpaTransactionsTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Subject REQUEST =
      new Subject("acme", null, "ann", new ModelId("openai", "gpt-4o"));
  private static final Money PRICE = Money.of("0.5");

  private final ConfigurableApplicationContext application =
      new SpringApplicationBuilder(Notes.class)
          .properties("spring.datasource.generate-unique-name=true")
          .run();
  private final Ledger ledger = application.getBean(Ledger.class);
  private final JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
  private final EntityManager notes =
      SharedEntityManagerCreator.createSharedEntityManager(
          application.getBean(EntityManagerFactory.class));
  private final TransactionTemplate transaction =
      new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
  private final BudgetId id = Budgets.newId();

  @BeforeEach
  void aBudgetThatAllowsAndIsCached() {
    ledger.budgets().create(Budget.builder(id, ANN, Period.MONTHLY, Money.of("1")).build());
    assertThat(isAllowed()).isTrue();
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void aCommitKeepsEntityBudgetAndChange() {
    long changes = changes();

    transaction.executeWithoutResult(
        status -> {
          notes.persist(new Note("kept"));
          limit("0.1");
          assertThat(isAllowed()).as("inside").isFalse();
        });

    assertThat(isAllowed()).isFalse();
    assertThat(limit()).isEqualTo(Money.of("0.1"));
    assertThat(changes()).isEqualTo(changes + 1);
    assertThat(notes.find(Note.class, "kept")).isNotNull();
  }

  @Test
  void aRollbackTakesEntityBudgetChangeAndCachesBack() {
    long changes = changes();
    RuntimeException failure = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      notes.persist(new Note("lost"));
                      limit("0.1");
                      assertThat(isAllowed()).as("inside").isFalse();
                      throw failure;
                    }))
        .isSameAs(failure);

    assertUntouched(changes);
    assertThat(notes.find(Note.class, "lost")).isNull();
  }

  @Test
  void anEntityThatIsRefusedAtTheCommitTakesTheBudgetBack() {
    jdbc.update("insert into note (id) values ('taken')");
    long changes = changes();

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      limit("0.1");
                      assertThat(isAllowed()).as("inside").isFalse();
                      notes.persist(new Note("taken"));
                    }))
        .isInstanceOf(RuntimeException.class);

    assertUntouched(changes);
  }

  @Test
  void entitiesAreInsertedBeforeTheLogIsLocked() {
    var events = new CopyOnWriteArrayList<String>();
    ledger.transactions().observe(new Commits(events));

    transaction.executeWithoutResult(
        status -> {
          limit("0.1");
          notes.persist(new Note("first", () -> events.add("inserted")));
        });

    assertThat(events).hasSize(3).startsWith("inserted");
  }

  private void assertUntouched(long changes) {
    assertThat(isAllowed()).isTrue();
    assertThat(limit()).isEqualTo(Money.of("1"));
    assertThat(changes()).isEqualTo(changes);
    ledger.caches().catchUp();
    assertThat(isAllowed()).isTrue();
  }

  private void limit(String limit) {
    ledger.budgets().update(id, it -> it.toBuilder().limit(Money.of(limit)).build(), null);
  }

  private Money limit() {
    return ledger.budgets().find(id).orElseThrow().limit();
  }

  private boolean isAllowed() {
    return ledger.gate().check(REQUEST, PRICE).isAllowed();
  }

  private long changes() {
    String count = "select count(*) from trueup_change";
    return Objects.requireNonNull(jdbc.queryForObject(count, Long.class));
  }

  @Configuration
  @EnableAutoConfiguration
  static class Notes {
    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
      LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
      factory.setDataSource(dataSource);
      factory.setManagedTypes(PersistenceManagedTypes.of(Note.class.getName()));
      factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
      factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
      return factory;
    }

    @Bean
    PlatformTransactionManager transactionManager(EntityManagerFactory factory) {
      return new JpaTransactionManager(factory);
    }
  }
}
