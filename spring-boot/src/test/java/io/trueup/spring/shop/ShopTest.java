package io.trueup.spring.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.changelog.Postgres;
import io.trueup.changelog.TagsTouched;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.BudgetQuery;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spring.SpringCaches;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cache.Cache;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a new user's application may expect. One start for all on each database. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
final class ShopTest {
  @SuppressWarnings("NullAway.Init")
  private static ConfigurableApplicationContext application;

  private static @Nullable Postgres postgres;

  private static final Usage USAGE =
      Usage.of(Map.of(Unit.INPUT_TOKENS, 374L, Unit.OUTPUT_TOKENS, 44L));

  private final Extras extras = application.getBean(Extras.class);
  private final Ledger ledger = application.getBean(Ledger.class);
  private final Products products = application.getBean(Products.class);
  private final SpringCaches caches = application.getBean(SpringCaches.class);
  private final JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
  private final TransactionTemplate transaction =
      new TransactionTemplate(application.getBean(PlatformTransactionManager.class));

  ShopTest(TestDatabase database) {
    assertThat(jdbc.execute((Connection it) -> it.getMetaData().getDatabaseProductName()))
        .isEqualToIgnoringCase(database.name());
  }

  @BeforeParameterizedClassInvocation
  static void start(TestDatabase database) {
    List<String> properties = new ArrayList<>();
    properties.add("spring.sql.init.schema-locations=classpath:shop.sql");
    if (database == TestDatabase.H2) {
      properties.add("spring.datasource.generate-unique-name=true");
    } else {
      postgres = Postgres.ofApplication();
      properties.add("spring.sql.init.mode=always");
      properties.add("spring.datasource.url=" + postgres.url());
      properties.add("spring.datasource.username=" + Postgres.APPLICATION);
      properties.add("spring.datasource.password=" + Postgres.PASSWORD);
    }
    application =
        new SpringApplicationBuilder(Shop.class)
            .properties(properties.toArray(String[]::new))
            .run();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    application.close();
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aBudgetMadeInTheApplicationsTransactionIsRolledBackWithIt() {
    Scope.User ann = new Scope.User("acme", "ann");
    Subject request = new Subject("acme", null, "ann", Products.MODEL);
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

    products.describe("bob-1", "bob", USAGE);
    assertThatThrownBy(() -> products.describe("bob-2", "bob", USAGE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bob");
  }

  @Test
  void aCachedValueIsLoadedOnceAndEvictedWithTheCommit() {
    assertThat(extras.name("p1")).isNull();
    products.rename("p1", "lamp");
    assertThat(extras.name("p1")).isEqualTo("lamp");
    jdbc.update("update product set name = 'unseen' where id = 'p1'");
    assertThat(extras.name("p1")).isEqualTo("lamp");
    products.rename("p1", "chair");
    assertThat(extras.name("p1")).isEqualTo("chair");
  }

  @Test
  void aCachedValueGoesWithTheTagsOfItsKeyAndOfItsValue() {
    for (String tag : List.of("catalogue", "maker:oak")) {
      products.rename("p2", "oak");
      assertThat(extras.name("p2")).isEqualTo("oak");
      jdbc.update("update product set name = 'elm' where id = 'p2'");
      touch("maker:elm");
      assertThat(extras.name("p2")).as("not its tag").isEqualTo("oak");

      touch(tag);

      assertThat(extras.name("p2")).as(tag).isEqualTo("elm");
    }
  }

  private void touch(String tag) {
    long before = ledger.caches().horizon().value();
    ledger
        .transactions()
        .execute(
            tx -> {
              tx.append(Change.of(Tags.of(tag), new TagsTouched()));
              return tag;
            });
    assertThat(ledger.caches().horizon().value()).isGreaterThan(before);
  }

  @Test
  void theShopsOwnReadIsCachedUnderItsKey() {
    products.rename("p3", "lamp");
    assertThat(products.names("p3")).containsExactly("lamp");
    products.rename("p3", "chair");
    assertThat(products.names("p3")).containsExactly("chair");
  }

  @Test
  void anAbsentValueIsCachedUntilItIsThere() {
    assertThat(extras.name("p2")).isNull();
    jdbc.update("insert into product (id, name) values ('p2', 'unseen')");
    assertThat(extras.name("p2")).isNull();
    products.rename("p2", "table");
    assertThat(extras.name("p2")).isEqualTo("table");
  }

  private void create(Budget.Builder budget) {
    ledger.budgets().create(budget.build());
  }

  /** G2: T1 reads the old row, T2 commits, T1 ends and offers what it read. */
  @Test
  void g2AValueReadBeforeAChangeIsNotKept() {
    products.rename("g2", "old");
    extras.raceTheNextRead(() -> products.rename("g2", "new"));

    assertThat(extras.name("g2")).isEqualTo("old");

    assertThat(extras.name("g2")).isEqualTo("new");
  }

  /** G3: readers beside a long transaction, which commits or rolls back. */
  @Test
  void g3NobodySeesWhatIsNotCommittedNorWhatIsOldAfterwards() {
    products.rename("g3", "old");
    transaction.executeWithoutResult(
        status -> {
          products.rename("g3", "new");
          assertThat(elsewhere(() -> extras.name("g3"))).isEqualTo("old");
          assertThat(extras.name("g3")).isEqualTo("new");
          assertThat(elsewhere(() -> extras.name("g3"))).isEqualTo("old");
        });
    assertThat(extras.name("g3")).isEqualTo("new");
    assertThat(elsewhere(() -> extras.name("g3"))).isEqualTo("new");

    transaction.executeWithoutResult(
        status -> {
          products.rename("g3", "never");
          assertThat(extras.name("g3")).isEqualTo("never");
          status.setRollbackOnly();
        });
    assertThat(extras.name("g3")).isEqualTo("new");
  }

  /** G4: update, then read in the same transaction. */
  @Test
  void g4ATransactionSeesItsOwnWriteAndNobodyElseDoes() {
    Scope.User cleo = new Scope.User("acme", "cleo");
    Subject request = new Subject("acme", null, "cleo", Products.MODEL);
    Money one = Money.of("1");
    assertThat(ledger.gate().check(request, one).isAllowed()).isTrue();

    transaction.executeWithoutResult(
        status -> {
          create(Budget.builder(Budgets.newId(), cleo, Period.MONTHLY, Money.ZERO));
          assertThat(ledger.gate().check(request, one).isAllowed()).isFalse();
          assertThat(elsewhere(() -> ledger.gate().check(request, one).isAllowed())).isTrue();
        });

    assertThat(ledger.gate().check(request, one).isAllowed()).isFalse();
  }

  @Test
  void dataAndEvictionAreOneCommit() {
    products.rename("one", "old");
    assertThat(extras.name("one")).isEqualTo("old");
    List<String> seen = new ArrayList<>();
    ledger.transactions().observe(new SeenByOthers(seen));

    products.rename("one", "new");

    assertThat(seen).containsExactly("old", "new");
  }

  private final class SeenByOthers implements CommitObserver {
    private final List<String> seen;

    SeenByOthers(List<String> seen) {
      this.seen = seen;
    }

    private void look() {
      if (seen.size() < 2) {
        seen.add(
            elsewhere(
                () ->
                    jdbc.queryForObject(
                        "select name from product where id = 'one'", String.class)));
      }
    }

    @Override
    public void committing(Position last) {
      look();
    }

    @Override
    public void committed(Position last) {
      look();
    }

    @Override
    public void rolledBack(Position last) {}
  }

  @Test
  void aPutEvicts() {
    assertThat(extras.name("put")).isNull();
    extras.put("put", "lamp");
    assertThat(extras.name("put")).isEqualTo("lamp");
  }

  @Test
  void aPlainPutIsRefused() {
    Cache cache = Objects.requireNonNull(caches.getCache("products"));

    assertThatThrownBy(() -> cache.put("p", "lamp"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("get(key, loader)");
    assertThat(cache.get("by hand", () -> "lamp")).isEqualTo("lamp");
    assertThat(cache.get("by hand", String.class)).isEqualTo("lamp");
    cache.clear();
    assertThat(cache.get("by hand")).isNull();
  }

  @Test
  void aNameOfTheLedgersIsRefused() {
    assertThatThrownBy(() -> caches.getCache("prices"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the ledger's");
  }

  @Test
  void committedChangesArriveAsEventsAndOthersDoNot() {
    Scope.User dan = new Scope.User("acme", "dan");

    transaction.executeWithoutResult(
        status -> {
          create(Budget.builder(Budgets.newId(), dan, Period.DAILY, Money.ZERO));
          status.setRollbackOnly();
        });
    create(Budget.builder(Budgets.newId(), dan, Period.MONTHLY, Money.ZERO));

    await().untilAsserted(() -> assertThat(extras.heardOf(dan)).hasSize(1));
  }

  @Test
  void healthAndMetersAreThere() {
    products.rename("health", "lamp");
    HealthIndicator health = application.getBean("trueupHealthIndicator", HealthIndicator.class);
    await().until(() -> application.getBean(Caches.class).isWarm());
    Health now = Objects.requireNonNull(health.health());
    assertThat(now.getStatus()).isEqualTo(Status.UP);
    assertThat(now.getDetails()).containsKeys("horizon", "warm", "freshness");

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    application.getBeansOfType(MeterBinder.class).values().forEach(it -> it.bindTo(registry));
    assertThat(registry.get("trueup.cache.hits").tag("cache", "prices").functionCounter().count())
        .isNotNegative();
    assertThat(registry.get("trueup.node.horizon").gauge().value()).isPositive();
    for (String trouble :
        List.of(
            "trueup.ledger.undone.transactions",
            "trueup.reservations.unheld",
            "trueup.changelog.trim.failures")) {
      assertThat(registry.get(trouble).functionCounter().count()).isZero();
    }
  }

  private static <T> T elsewhere(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).join();
  }
}
