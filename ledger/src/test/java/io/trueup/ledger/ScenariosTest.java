package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Catalogue;
import io.trueup.spend.Estimate;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/*
 * What others got wrong, by the names of the scenarios' table: on one node, and on two over one
 * database. "Next" on another node is a request that brings the position of the write: it reads
 * through a node that has come so far. Calling is to check, then to record.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ScenariosTest {
  private final TestDatabase database;
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.Project SEARCH = new Scope.Project("acme", "search");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

  /** The nodes of a scenario: one is both if there is only one. */
  private record Nodes(Books books, Ledger a, Ledger b) {
    /** Reserves, then settles; whether there was room. */
    boolean call(Ledger node, Scope.User user, String cost) {
      Subject subject = new Subject(user.organization(), "search", user.id(), Books.GPT_4O);
      Estimate estimate = new Estimate.OfAmount(Money.of(cost));
      String id = "r" + IDS.incrementAndGet();
      try {
        var held = node.reservations().reserve(new ReservationRequest(id, subject, estimate));
        node.reservations().settle(held.reservation().id(), Settlement.at(Money.of(cost)));
        return true;
      } catch (BudgetExceededException e) {
        return false;
      }
    }

    void record(Ledger node, Scope.User user, String cost) {
      node.usage()
          .record(
              UsageRequest.builder("r" + IDS.incrementAndGet(), user.organization(), Books.GPT_4O)
                  .project("search")
                  .user(user.id())
                  .cost(Money.of(cost))
                  .build());
    }

    BudgetStatus status(Ledger node, Budget budget, Instant at) {
      return Objects.requireNonNull(statusOrNull(node, budget, at));
    }

    @Nullable BudgetStatus statusOrNull(Ledger node, Budget budget, Instant at) {
      StatusKey key = new StatusKey(budget.id(), budget.windowAt(at));
      BudgetAccount account = node.views().budgetStatus().read(key, ReadRequest.STRICT).value();
      return account == null ? null : account.at(at);
    }

    void each(Consumer<Ledger> check) {
      check.accept(a);
      check.accept(b);
    }
  }

  private static final AtomicInteger IDS = new AtomicInteger();

  private interface Scenario {
    void on(Nodes nodes) throws Exception;
  }

  private Stream<DynamicTest> onOneNodeAndOnTwo(Scenario scenario) {
    return Stream.of(
        DynamicTest.dynamicTest("one node", () -> onOne(scenario)),
        DynamicTest.dynamicTest("two nodes", () -> onTwo(scenario)));
  }

  private void onOne(Scenario scenario) throws Exception {
    onOne(UnaryOperator.identity(), scenario);
  }

  private void onOne(UnaryOperator<Ledger.Builder> settings, Scenario scenario) throws Exception {
    try (Books books = Books.open(database, settings)) {
      scenario.on(new Nodes(books, books.ledger, books.ledger));
    }
  }

  private void onTwo(Scenario scenario) throws Exception {
    onTwo(UnaryOperator.identity(), scenario);
  }

  private void onTwo(UnaryOperator<Ledger.Builder> settings, Scenario scenario) throws Exception {
    try (Books books = Books.shared(database, settings);
        Ledger b = settings.apply(books.builder("b")).open()) {
      scenario.on(new Nodes(books, books.ledger, b));
    }
  }

  private static PriceOverride price(ModelId model, Instant from, String perMillion) {
    Price price = Price.of(new BigDecimal(perMillion));
    return new PriceOverride(model, from, UnitPrices.of(Map.of(Unit.INPUT_TOKENS, price)));
  }

  ScenariosTest(TestDatabase database) {
    this.database = database;
  }

  @TestFactory
  Stream<DynamicTest> a7AnEditedBudgetOfTwoIsRightOnEveryNode() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget daily = nodes.books().budget(ANN, Period.DAILY, "5");
          Budget monthly = nodes.books().budget(ANN, Period.MONTHLY, "9");
          nodes.each(node -> assertThat(nodes.call(node, ANN, "1")).isTrue());
          nodes
              .a()
              .budgets()
              .update(daily.id(), old -> old.toBuilder().limit(Money.of("2")).build(), null);
          nodes.each(
              node -> {
                assertThat(nodes.status(node, daily, Books.NOON).limit()).isEqualTo(Money.of("2"));
                assertThat(nodes.status(node, monthly, Books.NOON).limit())
                    .isEqualTo(Money.of("9"));
                assertThat(nodes.call(node, ANN, "1")).isFalse();
              });
        });
  }

  @TestFactory
  Stream<DynamicTest> a9ABudgetThatWasCachedAsAbsentIsSeenOnceItIsMade() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget planned =
              Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("5")).build();
          assertThat(nodes.statusOrNull(nodes.b(), planned, Books.NOON)).isNull();
          nodes.a().budgets().create(planned);
          assertThat(nodes.status(nodes.b(), planned, Books.NOON).limit()).isEqualTo(Money.of("5"));
          assertThat(nodes.call(nodes.b(), ANN, "6")).isFalse();
        });
  }

  @TestFactory
  Stream<DynamicTest> a10AfterADeletedOverrideTheCataloguesPriceHolds() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Money before = charged(nodes.b());
          nodes.a().prices().put(price(Books.GPT_4O, Instant.EPOCH, "1000"), null);
          assertThat(charged(nodes.b())).isNotEqualTo(before);
          nodes.a().prices().delete(Books.GPT_4O, null);
          assertThat(charged(nodes.b())).isEqualTo(before);
        });
  }

  private static Money charged(Ledger node) {
    return charged(node, null);
  }

  private static Money charged(Ledger node, @Nullable Instant at) {
    String id = "r" + IDS.incrementAndGet();
    return Objects.requireNonNull(
        node.usage()
            .record(Books.request(id, "acme", "ann").occurredAt(at).build())
            .record()
            .cost());
  }

  @TestFactory
  Stream<DynamicTest> b3WhatWasRecordedBeforeCachesWereDroppedCountsOnce() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.DAILY, "10");
          nodes.record(nodes.a(), ANN, "3");
          nodes.status(nodes.b(), budget, Books.NOON);
          nodes.a().cacheAdministration().invalidate(new Invalidation.OfEverything());
          assertThat(nodes.call(nodes.b(), ANN, "1")).isTrue();
          nodes.each(
              node ->
                  assertThat(nodes.status(node, budget, Books.NOON).spent())
                      .isEqualTo(Money.of("4")));
        });
  }

  /** Far more budgets than the cache holds: what was pushed out comes back right. */
  @TestFactory
  Stream<DynamicTest> b7ABudgetPushedOutByHundredsOfOthersIsRightWhenItComesBack() {
    return Stream.of(
        DynamicTest.dynamicTest("one node", () -> onOne(ScenariosTest::small, b7())),
        DynamicTest.dynamicTest("two nodes", () -> onTwo(ScenariosTest::small, b7())));
  }

  private static Ledger.Builder small(Ledger.Builder builder) {
    CachePolicy policy = CacheName.BUDGET_STATUS.defaultPolicy().withMaxEntries(100);
    return builder.policy(CacheName.BUDGET_STATUS, policy);
  }

  private static Scenario b7() {
    return nodes -> {
      Budget first = nodes.books().budget(ANN, Period.DAILY, "10");
      nodes.record(nodes.a(), ANN, "3");
      nodes.each(node -> nodes.status(node, first, Books.NOON));
      List<Budget> others = nodes.a().transactions().execute(tx -> budgetsOfOthers(nodes));
      others.forEach(other -> nodes.each(node -> nodes.status(node, other, Books.NOON)));
      nodes.record(nodes.a(), ANN, "1");
      nodes.each(
          node ->
              assertThat(nodes.status(node, first, Books.NOON).spent()).isEqualTo(Money.of("4")));
    };
  }

  private static List<Budget> budgetsOfOthers(Nodes nodes) {
    return IntStream.range(0, 500)
        .mapToObj(i -> nodes.books().budget(new Scope.User("acme", "u" + i), Period.DAILY, "1"))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> d1AChangedPriceHoldsFromItsTimeOnEveryNode() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Money before = charged(nodes.b());
          Instant from = Books.NOON.minus(Duration.ofHours(1));
          nodes.a().prices().put(price(Books.GPT_4O, from, "1000000"), null);
          assertThat(charged(nodes.b())).isEqualTo(Money.of("374"));
          assertThat(charged(nodes.b(), from)).isEqualTo(Money.of("374"));
          assertThat(charged(nodes.b(), from.minusNanos(1000))).isEqualTo(before);
          assertThat(charged(nodes.a())).isEqualTo(Money.of("374"));
        });
  }

  @Test
  void d2AnOverrideStaysWhenTheCatalogueIsAnother() {
    try (Books books = Books.open(database)) {
      books.ledger.prices().put(price(Books.GPT_4O, Instant.EPOCH, "1000000"), null);
      try (Ledger newer =
          Ledger.on(books.pool())
              .clock(() -> Books.NOON)
              .catalogue(new Catalogue(List.of()))
              .open()) {
        assertThat(charged(newer)).isEqualTo(Money.of("374"));
        newer.prices().delete(Books.GPT_4O, null);
        assertThatThrownBy(() -> charged(newer)).isInstanceOf(UnknownPriceException.class);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> d4AFreeModelIsAllowedOverBudget() {
    return onOneNodeAndOnTwo(
        nodes -> {
          ModelId free = new ModelId("lab", "free");
          nodes.a().prices().put(new PriceOverride(free, Instant.EPOCH, UnitPrices.FREE), null);
          nodes.books().budget(ANN, Period.DAILY, "1");
          nodes.record(nodes.a(), ANN, "2");
          assertThat(nodes.call(nodes.b(), ANN, "0.01")).isFalse();
          assertThat(nodes.call(nodes.b(), ANN, "0")).isTrue();
          UsageRequest request =
              UsageRequest.builder("free", "acme", free)
                  .user("ann")
                  .usage(Usage.of(Unit.INPUT_TOKENS, 1000))
                  .build();
          assertThat(nodes.b().usage().record(request).record().cost()).isEqualTo(Money.ZERO);
        });
  }

  @TestFactory
  Stream<DynamicTest> e1AnExhaustedBudgetHasRoomAsItsNextWindowBegins() {
    return onOneNodeAndOnTwo(nodes -> assertRoomAfterMidnight(nodes, ANN));
  }

  @TestFactory
  Stream<DynamicTest> e4SoHasOneOfEveryScope() {
    return Stream.of(SEARCH, new Scope.Organization("acme"), new Scope.Global())
        .flatMap(scope -> onOneNodeAndOnTwo(nodes -> assertRoomAfterMidnight(nodes, scope)));
  }

  private static void assertRoomAfterMidnight(Nodes nodes, Scope scope) {
    nodes.books().setClock(MIDNIGHT.minusMillis(1));
    Budget budget = nodes.books().budget(scope, Period.DAILY, "5");
    nodes.record(nodes.a(), ANN, "5");
    nodes.each(node -> assertThat(nodes.call(node, ANN, "1")).isFalse());
    nodes.books().setClock(MIDNIGHT);
    nodes.each(
        node -> {
          assertThat(nodes.call(node, ANN, "1")).isTrue();
          assertThat(nodes.status(node, budget, MIDNIGHT).spent().isPositive()).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> e5ADailyBudgetMadeLaterCountsTodayOnly() {
    return onOneNodeAndOnTwo(
        nodes -> {
          nodes.books().setClock(Books.NOON.minus(Duration.ofDays(1)));
          nodes.record(nodes.a(), ANN, "50");
          nodes.books().setClock(Books.NOON);
          Budget budget = nodes.books().budget(ANN, Period.DAILY, "10");
          assertThat(nodes.status(nodes.b(), budget, Books.NOON).spent()).isEqualTo(Money.ZERO);
          assertThat(nodes.call(nodes.b(), ANN, "9")).isTrue();
          assertThat(nodes.call(nodes.a(), ANN, "2")).isFalse();
        });
  }

  @TestFactory
  Stream<DynamicTest> e7DaysOfDaylightSavingAreTheLocalOnes() {
    return Stream.of(
            "America/Sao_Paulo 2018-11-04 23",
            "America/Sao_Paulo 2019-02-16 25",
            "Asia/Kolkata 2026-03-29 24",
            "America/New_York 2026-03-08 23",
            "America/New_York 2026-11-01 25")
        .map(
            day ->
                DynamicTest.dynamicTest(
                    day, () -> onTwo(nodes -> assertLocalDay(nodes, day.split(" ")))));
  }

  private static void assertLocalDay(Nodes nodes, String[] day) {
    ZoneId zone = ZoneId.of(day[0]);
    Instant from = LocalDate.parse(day[1]).atStartOfDay(zone).toInstant();
    Instant to = from.plus(Duration.ofHours(Integer.parseInt(day[2])));
    nodes.books().setClock(to.plus(Duration.ofMinutes(1)));
    Budget budget =
        nodes
            .a()
            .budgets()
            .create(
                Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("100"))
                    .zone(zone)
                    .build());
    assertThat(budget.windowAt(from).to()).isEqualTo(to);
    Map<Instant, String> costs =
        Map.of(from.minusMillis(1), "1", from, "2", to.minusMillis(1), "4", to, "8");
    nodes.each(node -> nodes.status(node, budget, from));
    costs.forEach(
        (at, cost) ->
            nodes
                .a()
                .usage()
                .record(
                    UsageRequest.builder("r" + at, "acme", Books.GPT_4O)
                        .user("ann")
                        .occurredAt(at)
                        .cost(Money.of(cost))
                        .build()));
    nodes.each(
        node -> {
          assertThat(nodes.status(node, budget, from).spent()).isEqualTo(Money.of("6"));
          assertThat(nodes.status(node, budget, to).spent()).isEqualTo(Money.of("8"));
          assertThat(nodes.status(node, budget, from.minusMillis(1)).spent())
              .isEqualTo(Money.of("1"));
        });
  }

  @TestFactory
  Stream<DynamicTest> f3OneRequestIdIsOneRecord() {
    return onOneNodeAndOnTwo(
        nodes -> {
          UsageRequest request = Books.request("same", "acme", "ann").build();
          List<Callable<RecordResult.Recorded>> calls = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            Ledger node = i % 2 == 0 ? nodes.a() : nodes.b();
            calls.add(() -> node.usage().record(request));
          }
          ExecutorService threads = Executors.newFixedThreadPool(5);
          try {
            List<RecordResult.Recorded> answers = new ArrayList<>();
            for (Future<RecordResult.Recorded> call : threads.invokeAll(calls)) {
              answers.add(call.get());
            }
            assertThat(answers).filteredOn(it -> !it.duplicate()).hasSize(1);
            assertThat(answers)
                .extracting(it -> it.record().id())
                .containsOnly(answers.get(0).record().id());
          } finally {
            threads.shutdownNow();
          }
          assertThat(nodes.a().recompute().records()).isEqualTo(1);
          nodes.each(
              node ->
                  assertThatThrownBy(
                          () -> node.usage().record(Books.request("same", "acme", "bob").build()))
                      .isInstanceOf(IdempotencyConflictException.class));
        });
  }

  @TestFactory
  Stream<DynamicTest> f4TotalsAreEqualByWhateverIsAskedFor() {
    return onOneNodeAndOnTwo(
        nodes -> {
          for (Dimension by : Dimension.values()) {
            nodes.each(node -> node.breakdowns().page(november(by), null, 1, ReadRequest.STRICT));
          }
          Money sum = recordMany(nodes);
          nodes.each(
              node -> {
                for (Dimension by : Dimension.values()) {
                  BreakdownPage page =
                      node.breakdowns().page(november(by), null, 500, ReadRequest.STRICT).value();
                  assertThat(page.total().cost()).as("%s", by).isEqualTo(sum);
                  assertThat(page.total().requests()).as("%s", by).isEqualTo(60);
                  assertThat(
                          page.groups().stream()
                              .map(BreakdownPage.Group::totals)
                              .reduce(SpendTotals.NONE, SpendTotals::plus))
                      .as("%s", by)
                      .isEqualTo(page.total());
                }
              });
        });
  }

  private static Money recordMany(Nodes nodes) {
    Money sum = Money.ZERO;
    for (int i = 0; i < 60; i++) {
      Ledger node = i % 2 == 0 ? nodes.a() : nodes.b();
      UsageRequest request =
          Books.request("f4-" + i, "acme", "u" + i % 4)
              .project(i % 3 == 0 ? null : "p" + i % 5)
              .conversation(i % 4 == 0 ? null : "c" + i % 7)
              .occurredAt(Books.NOON.minus(Duration.ofHours(7L * i)))
              .build();
      sum = sum.plus(Objects.requireNonNull(node.usage().record(request).record().cost()));
    }
    return sum;
  }

  private static BreakdownKey november(Dimension by) {
    return new BreakdownKey(
        by,
        new Scope.Organization("acme"),
        ModelFilter.ANY,
        Instant.parse("2026-11-01T00:00:00Z"),
        MIDNIGHT,
        ZoneOffset.UTC);
  }
}
