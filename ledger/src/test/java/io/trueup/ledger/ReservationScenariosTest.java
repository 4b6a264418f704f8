package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Estimate;
import io.trueup.spend.Increase;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What others got wrong about admission, on one node and on two: A and B take turns, and whoever
 * asks next brings no position along.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ReservationScenariosTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.Project SEARCH = new Scope.Project("acme", "search");
  private static final Scope ALL = new Scope.Global();
  private static final DefaultBudget ONE_DOLLAR =
      new DefaultBudget(Money.of("1"), Period.MONTHLY, Enforcement.HARD, ZoneOffset.UTC);

  private final TestDatabase database;

  ReservationScenariosTest(TestDatabase database) {
    this.database = database;
  }

  private interface Scenario {
    void on(Nodes nodes) throws Exception;
  }

  private Stream<DynamicTest> onOneNodeAndOnTwo(Scenario scenario) {
    return onOneNodeAndOnTwo(UnaryOperator.identity(), scenario);
  }

  private Stream<DynamicTest> onOneNodeAndOnTwo(
      UnaryOperator<Ledger.Builder> settings, Scenario scenario) {
    return Stream.of(
        DynamicTest.dynamicTest(
            "one node",
            () -> {
              try (Books books = Books.open(database, settings)) {
                scenario.on(new Nodes(books, List.of(books.ledger)));
              }
            }),
        DynamicTest.dynamicTest(
            "two nodes",
            () -> {
              try (Books books = Books.shared(database, settings);
                  Ledger b = settings.apply(books.builder("b")).open()) {
                scenario.on(new Nodes(books, List.of(books.ledger, b)));
              }
            }));
  }

  /** The nodes of a scenario, asked in turns. */
  private record Nodes(Books books, List<Ledger> all, AtomicInteger turn) {
    Nodes(Books books, List<Ledger> all) {
      this(books, all, new AtomicInteger());
    }

    Ledger next() {
      return all.get(turn.getAndIncrement() % all.size());
    }

    Reservation reserve(String amount) {
      return reserve(ANN, amount);
    }

    Reservation reserve(Scope.User user, String amount) {
      String id = "r" + turn.get();
      Subject subject = new Subject(user.organization(), "search", user.id(), Books.GPT_4O);
      Estimate estimate = new Estimate.OfAmount(Money.of(amount));
      return next()
          .reservations()
          .reserve(new ReservationRequest(id + "-" + turn.get(), subject, estimate))
          .reservation();
    }

    Settled settle(Reservation reservation, String cost) {
      return next().reservations().settle(reservation.id(), Settlement.at(Money.of(cost)));
    }

    /** Settled by another node than it was reserved on, and reserved on another than the last. */
    boolean call(String cost) {
      try {
        settle(reserve(cost), cost);
        turn.incrementAndGet();
        return true;
      } catch (BudgetExceededException e) {
        return false;
      }
    }

    Budget change(Budget budget, String limit) {
      return next()
          .budgets()
          .update(budget.id(), old -> old.toBuilder().limit(Money.of(limit)).build(), null);
    }

    /** As every node sees it, strictly. */
    void assertStanding(Budget budget, String spent, String reserved) {
      all.forEach(node -> node.leaseKeeper().giveBack());
      for (Ledger node : all) {
        BudgetStatus status = status(node, budget);
        assertThat(status.spent()).isEqualTo(Money.of(spent));
        assertThat(status.reserved()).isEqualTo(Money.of(reserved));
      }
    }

    BudgetStatus status(Ledger node, Budget budget) {
      node.caches().catchUp();
      StatusKey key = new StatusKey(budget.id(), budget.windowAt(books.now()));
      return Objects.requireNonNull(node.views().budgetStatus().get(key)).at(books.now());
    }

    /** How many of so many at once pass. */
    long passing(int calls, String amount) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        List<Future<Boolean>> answers =
            threads.invokeAll(
                IntStream.range(0, calls)
                    .<Callable<Boolean>>mapToObj(i -> () -> passes(i, amount))
                    .toList());
        long passed = 0;
        for (Future<Boolean> answer : answers) {
          passed += answer.get() ? 1 : 0;
        }
        return passed;
      } finally {
        threads.shutdownNow();
      }
    }

    private boolean passes(int i, String amount) {
      Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
      Estimate estimate = new Estimate.OfAmount(Money.of(amount));
      try {
        next().reservations().reserve(new ReservationRequest("at-once-" + i, subject, estimate));
        return true;
      } catch (BudgetExceededException e) {
        return false;
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> a1ALimitLoweredWhileACallIsUnderWayDeniesTheNext() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "10");
          Reservation slow = nodes.reserve("4");
          nodes.change(budget, "3");
          nodes.settle(slow, "4");
          nodes.all().forEach(node -> assertThat(nodes.call("0.01")).isFalse());
          nodes.assertStanding(budget, "4", "0");
        });
  }

  @TestFactory
  Stream<DynamicTest> a3AndA6ARaisedLimitAndATemporaryOneLetTheNextCallPass() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "1");
          assertThat(nodes.call("1")).isTrue();
          assertThat(nodes.call("1")).isFalse();
          nodes.change(budget, "2");
          assertThat(nodes.call("1")).isTrue();
          Instant hourLater = Books.NOON.plusSeconds(3_600);
          nodes
              .next()
              .budgets()
              .addIncrease(budget.id(), new Increase("hour", Money.of("3"), hourLater));
          nodes.all().forEach(node -> assertThat(nodes.call("1")).isTrue());
          nodes.books().setClock(hourLater);
          nodes.all().forEach(node -> assertThat(nodes.call("0.01")).isFalse());
        });
  }

  @TestFactory
  Stream<DynamicTest> a12TheExhaustedUserIsNamedThoughTheProjectHasRoom() {
    return onOneNodeAndOnTwo(
        nodes -> {
          nodes.books().budget(SEARCH, Period.MONTHLY, "100");
          Budget ann = nodes.books().budget(ANN, Period.MONTHLY, "1");
          assertThat(nodes.call("1")).isTrue();
          nodes
              .all()
              .forEach(
                  node ->
                      assertThatThrownBy(() -> nodes.reserve("1"))
                          .isInstanceOfSatisfying(
                              BudgetExceededException.class,
                              e ->
                                  assertThat(e.verdict().denials())
                                      .singleElement()
                                      .matches(it -> it.budgetId().equals(ann.id()))));
        });
  }

  @TestFactory
  Stream<DynamicTest> b1ExactlyTenOfOneDollarPassInTurns() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "10");
          long passed = IntStream.range(0, 15).filter(i -> nodes.call("1")).count();
          assertThat(passed).isEqualTo(10);
          nodes.assertStanding(budget, "10", "0");
        });
  }

  @TestFactory
  Stream<DynamicTest> b9NineOfTenDollarsLeaveNoRoomForTwo() {
    return onOneNodeAndOnTwo(
        nodes -> {
          for (int i = 0; i < 10; i++) {
            Scope.User user = new Scope.User("acme", "u" + i);
            nodes.books().budget(user, Period.MONTHLY, "10");
            nodes.settle(nodes.reserve(user, "9"), "9");
            nodes
                .all()
                .forEach(
                    node ->
                        assertThatThrownBy(() -> nodes.reserve(user, "2"))
                            .isInstanceOf(BudgetExceededException.class));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> b10AndC2ExactlyTenOfTwoHundredAtOncePass() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "10");
          assertThat(nodes.passing(200, "1")).isEqualTo(10);
          nodes.assertStanding(budget, "0", "10");
        });
  }

  @TestFactory
  Stream<DynamicTest> c1AtMostTwoOfAHundredPassWhereOneDollarIsLeft() {
    return onOneNodeAndOnTwo(
        nodes -> {
          nodes.books().budget(ANN, Period.MONTHLY, "1");
          assertThat(nodes.passing(100, "0.5")).isEqualTo(2);
        });
  }

  @TestFactory
  Stream<DynamicTest> c3FirstCallsOfAnUnknownUserAtOnceShareOneDefaultBudget() {
    return onOneNodeAndOnTwo(
        settings -> settings.defaultUserBudget(ONE_DOLLAR),
        nodes -> {
          assertThat(nodes.passing(50, "0.3")).isEqualTo(3);
          List<Budget> made =
              nodes
                  .next()
                  .budgets()
                  .list(new BudgetQuery("acme", Scope.Kind.USER, "ann"), null, 10)
                  .items();
          assertThat(made).hasSize(1);
          nodes.assertStanding(made.get(0), "0", "0.9");
        });
  }

  @TestFactory
  Stream<DynamicTest> c4WhatIsNeverSettledIsFreeAgainOnceItExpires() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "5");
          Reservation lost = nodes.reserve("5");
          assertThat(nodes.call("5")).isFalse();
          nodes.books().setClock(lost.expiresAt());
          nodes.assertStanding(budget, "0", "0");
          assertThat(nodes.call("5")).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> c5ASettlementAfterTheTurnIsChargedToItsOwnWindow() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget daily = nodes.books().budget(ANN, Period.DAILY, "5");
          nodes.books().setClock(Instant.parse("2026-11-23T23:59:58Z"));
          Reservation held = nodes.reserve("5");
          nodes.books().setClock(Instant.parse("2026-11-24T00:00:01Z"));
          nodes.settle(held, "4");
          nodes.assertStanding(daily, "0", "0");
          assertThat(nodes.call("5")).isTrue();
          nodes.books().setClock(held.madeAt());
          nodes.assertStanding(daily, "4", "0");
        });
  }

  @TestFactory
  Stream<DynamicTest> c6OfSettlingAndReleasingAtOnceExactlyOneWins() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "100");
          ExecutorService threads = Executors.newFixedThreadPool(2);
          try {
            int settled = 0;
            for (int i = 0; i < 20; i++) {
              Reservation held = nodes.reserve("1");
              Future<Boolean> settling = threads.submit(() -> ends(() -> nodes.settle(held, "1")));
              Future<Boolean> releasing =
                  threads.submit(() -> ends(() -> nodes.next().reservations().release(held.id())));
              assertThat(settling.get()).isNotEqualTo(releasing.get());
              settled += settling.get() ? 1 : 0;
            }
            nodes.assertStanding(budget, Integer.toString(settled), "0");
          } finally {
            threads.shutdownNow();
          }
        });
  }

  private static boolean ends(Runnable end) {
    try {
      end.run();
      return true;
    } catch (ReservationEndedException e) {
      return false;
    }
  }

  @TestFactory
  Stream<DynamicTest> c7ARepeatedSettlementIsOneChargeAndTheSameAnswer() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "5");
          Reservation held = nodes.reserve("5");
          Settled first = nodes.settle(held, "3");
          for (int i = 0; i < 3; i++) {
            Settled again = nodes.settle(held, "3");
            assertThat(again.repeated()).isTrue();
            assertThat(again.recorded().record()).isEqualTo(first.recorded().record());
          }
          nodes.assertStanding(budget, "3", "0");
        });
  }

  @TestFactory
  Stream<DynamicTest> c8WithoutAPriceAtSettlementTheHeldAmountIsKept() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Budget budget = nodes.books().budget(ANN, Period.MONTHLY, "5");
          Reservation held = nodes.reserve("2");
          Settlement unknown =
              Settlement.of(Usage.of(Unit.INPUT_TOKENS, 9))
                  .withModel(new ModelId("nobody", "knows"));
          UsageRecord record =
              nodes.next().reservations().settle(held.id(), unknown).recorded().record();
          assertThat(record.exactness()).isEqualTo(Exactness.UNPRICED);
          nodes.assertStanding(budget, "2", "0");
        });
  }

  @TestFactory
  Stream<DynamicTest> c10ADecisionAgreesWithTheFiguresInItsOwnAnswer() {
    return onOneNodeAndOnTwo(
        nodes -> {
          nodes.books().budget(ANN, Period.MONTHLY, "20");
          ExecutorService threads = Executors.newFixedThreadPool(8);
          try {
            List<Future<?>> all =
                IntStream.range(0, 200)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> agrees(nodes, i)))
                    .toList();
            for (Future<?> one : all) {
              one.get();
            }
          } finally {
            threads.shutdownNow();
          }
        });
  }

  private static void agrees(Nodes nodes, int i) {
    Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
    Money amount = Money.of("0." + (1 + i % 9));
    Reservations reservations = nodes.next().reservations();
    try {
      String id =
          reservations
              .reserve(new ReservationRequest("c" + i, subject, new Estimate.OfAmount(amount)))
              .reservation()
              .id();
      reservations.settle(id, Settlement.at(amount));
    } catch (BudgetExceededException e) {
      BudgetStatus status = e.verdict().first().status();
      assertThat(status.spent().plus(status.reserved()).plus(amount)).isGreaterThan(status.limit());
      assertThat(status.remaining()).isLessThan(amount);
    }
  }

  @TestFactory
  Stream<DynamicTest> e1AndE4TheNextCallAfterTheBoundaryPassesForEveryScope() {
    return onOneNodeAndOnTwo(
        nodes -> {
          Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
          for (Scope scope : List.of(ANN, SEARCH, new Scope.Organization("acme"), ALL)) {
            String limit = Integer.toString(nodes.all().size());
            Budget budget = nodes.books().budget(scope, Period.DAILY, limit);
            nodes.books().setClock(midnight.minusSeconds(1));
            nodes.all().forEach(node -> assertThat(nodes.call("1")).isTrue());
            nodes.all().forEach(node -> assertThat(nodes.call("1")).isFalse());
            nodes.books().setClock(midnight);
            nodes.all().forEach(node -> assertThat(nodes.call("1")).isTrue());
            midnight = midnight.plus(Duration.ofDays(2));
            nodes.next().budgets().delete(budget.id(), null);
          }
        });
  }
}
