package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.ledger.BudgetQuery;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application as a new user has it. */
final class ApplicationTest {
  @SuppressWarnings("NullAway.Init")
  private static ConfigurableApplicationContext application;

  private final Ledger ledger = application.getBean(Ledger.class);
  private final TransactionTemplate transaction =
      new TransactionTemplate(application.getBean(PlatformTransactionManager.class));

  @Configuration
  @EnableAutoConfiguration
  static class Application {}

  @BeforeAll
  static void start() {
    application =
        new SpringApplicationBuilder(Application.class)
            .properties("spring.datasource.generate-unique-name=true")
            .run();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void aBudgetMadeInTheApplicationsTransactionIsRolledBackWithIt() {
    Scope.User ann = new Scope.User("acme", "ann");
    Subject request = new Subject("acme", null, "ann", new ModelId("openai", "gpt-4o"));
    long changes = ledger.caches().horizon().value();
    RuntimeException failure = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      ledger
                          .budgets()
                          .create(
                              Budget.builder(Budgets.newId(), ann, Period.MONTHLY, Money.ZERO)
                                  .build());
                      assertThat(ledger.gate().check(request, Money.of("1")).isAllowed()).isFalse();
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(ledger.gate().check(request, Money.of("1")).isAllowed()).isTrue();
    ledger.caches().catchUp();
    assertThat(ledger.caches().horizon().value()).isEqualTo(changes);
    assertThat(ledger.budgets().list(BudgetQuery.ALL, null, 10).items()).isEmpty();
  }
}
