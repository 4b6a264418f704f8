package io.trueup.spring.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.ledger.BudgetQuery;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a new user's application may expect. One start for all. */
final class ShopTest {
  @SuppressWarnings("NullAway.Init")
  private static ConfigurableApplicationContext application;

  private final Ledger ledger = application.getBean(Ledger.class);
  private final Shop.Products products = application.getBean(Shop.Products.class);
  private final JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
  private final TransactionTemplate transaction =
      new TransactionTemplate(application.getBean(PlatformTransactionManager.class));

  @BeforeAll
  static void start() {
    application =
        new SpringApplicationBuilder(Shop.class)
            .properties(
                "spring.datasource.generate-unique-name=true",
                "spring.sql.init.schema-locations=classpath:shop.sql")
            .run();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void aBudgetMadeInTheApplicationsTransactionIsRolledBackWithIt() {
    Scope.User ann = new Scope.User("acme", "ann");
    Subject request = new Subject("acme", null, "ann", Shop.GPT);
    long changes = ledger.caches().horizon().value();
    RuntimeException failure = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      create(Budget.builder(Budgets.newId(), ann, Period.MONTHLY, Money.ZERO));
                      assertThat(ledger.gate().check(request, Money.of("1")).isAllowed()).isFalse();
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(ledger.gate().check(request, Money.of("1")).isAllowed()).isTrue();
    ledger.caches().catchUp();
    assertThat(ledger.caches().horizon().value()).isEqualTo(changes);
    assertThat(ledger.budgets().list(BudgetQuery.ALL, null, 100).items())
        .noneMatch(budget -> budget.scope().equals(ann));
  }

  @Test
  void aBudgetIsEnforced() {
    Scope.User bob = new Scope.User("acme", "bob");
    create(Budget.builder(Budgets.newId(), bob, Period.MONTHLY, Money.of("0.021")));

    assertThat(products.describe("bob")).isTrue();
    assertThat(products.describe("bob")).isFalse();
  }

  @Test
  void aCachedValueIsLoadedOnceAndEvictedWithTheCommit() {
    assertThat(products.name("p1")).isNull();
    products.rename("p1", "lamp");
    assertThat(products.name("p1")).isEqualTo("lamp");
    jdbc.update("update product set name = 'unseen' where id = 'p1'");
    assertThat(products.name("p1")).isEqualTo("lamp");
    products.rename("p1", "chair");
    assertThat(products.name("p1")).isEqualTo("chair");
  }

  @Test
  void anAbsentValueIsCachedUntilItIsThere() {
    assertThat(products.name("p2")).isNull();
    jdbc.update("insert into product (id, name) values ('p2', 'unseen')");
    assertThat(products.name("p2")).isNull();
    products.rename("p2", "table");
    assertThat(products.name("p2")).isEqualTo("table");
  }

  private void create(Budget.Builder budget) {
    ledger.budgets().create(budget.build());
  }
}
