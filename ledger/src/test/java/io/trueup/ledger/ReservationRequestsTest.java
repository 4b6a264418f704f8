package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_LEDGER_LOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Estimate;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationRequestsTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Subject BY_ANN = new Subject("acme", null, "ann", Books.GPT_4O);

  private Books books;
  private Ledger ledger;

  @BeforeEach
  void open() {
    books = Books.open();
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  /** Else each would forget what it knows with every reservation of the other's. */
  @Test
  void aWindowThatAnotherNodeHasBegunLeavesTheLedgersVersionAsItIs() {
    books.close();
    books = Books.sharedWithoutWaiting(TestDatabase.H2);
    ledger = books.ledger;
    books.budget(ANN, Period.MONTHLY, "100");
    try (Ledger other = books.anotherNode("b")) {
      reserve("r1", "1");
      String version = version();
      for (int i = 0; i < 3; i++) {
        other
            .reservations()
            .reserve(new ReservationRequest("b" + i, BY_ANN, new Estimate.OfAmount(Money.of("1"))));
        reserve("a" + i, "1");
      }
      assertThat(version()).isEqualTo(version);
    }
  }

  private String version() {
    return ledger
        .recompute()
        .uncached(
            sql -> sql.select(TRUEUP_LEDGER_LOCK.VERSION).from(TRUEUP_LEDGER_LOCK).fetchSingle())
        .value1();
  }

  @Test
  void anEstimateIsChargedByPriceWithAllTheOutputThatItMayHave() {
    Estimate estimate = new Estimate.OfUsage(Usage.of(Unit.INPUT_TOKENS, 1_200), 800L);
    Reservation held =
        ledger.reservations().reserve(new ReservationRequest("r1", BY_ANN, estimate)).reservation();
    assertThat(held.basis()).isEqualTo(EstimateBasis.MAX_OUTPUT_TOKENS);
    assertThat(held.amount()).isEqualTo(Money.of("0.011"));
  }

  @Test
  void anEstimateWithoutABoundTakesWhatTheModelUsuallyAnswers() {
    Estimate estimate = new Estimate.OfUsage(Usage.of(Unit.INPUT_TOKENS, 0), null);
    assertThat(costOf(estimate).outputTokens()).isEqualTo(TypicalOutput.UNKNOWN_TOKENS);
    Subject other = new Subject("globex", null, "bob", Books.GPT_4O);
    for (int i = 1; i <= 100; i++) {
      ledger
          .usage()
          .record(
              UsageRequest.builder("o" + i, "globex", Books.GPT_4O)
                  .usage(Usage.of(Unit.OUTPUT_TOKENS, i))
                  .build());
    }
    EstimatedCost learnt = ledger.estimates().of(estimate, other, ReadRequest.STRICT);
    assertThat(learnt.basis()).isEqualTo(EstimateBasis.LEARNT);
    assertThat(learnt.outputTokens()).isEqualTo(119);
    assertThat(learnt.outputThatFits(learnt.amount().minus(Money.of("0.00001")))).isEqualTo(118);
  }

  @Test
  void listsAreNewestFirstByState() {
    Reservation one = reserve("r1", "1").reservation();
    books.setClock(Books.NOON.plusSeconds(1));
    Reservation two = reserve("r2", "1").reservation();
    ledger.reservations().release(one.id());
    ReservationQuery all = new ReservationQuery("acme", "ann", null);
    Page<Reserved> first = ledger.reservations().list(all, null, 1);
    assertThat(first.items()).extracting(it -> it.reservation().id()).containsExactly(two.id());
    assertThat(ledger.reservations().list(all, first.nextCursor(), 5).items())
        .extracting(it -> it.reservation().id())
        .containsExactly(one.id());
    for (Map.Entry<ReservationState, List<String>> each :
        Map.of(
                ReservationState.HELD, List.of(two.id()),
                ReservationState.RELEASED, List.of(one.id()),
                ReservationState.EXPIRED, List.<String>of())
            .entrySet()) {
      assertThat(
              ledger
                  .reservations()
                  .list(new ReservationQuery(null, null, each.getKey()), null, 5)
                  .items())
          .extracting(it -> it.reservation().id())
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void everyNewUserHasTheDefaultBudgetHoweverItComesToBe() {
    books.close();
    DefaultBudget one =
        new DefaultBudget(Money.of("1"), Period.MONTHLY, Enforcement.HARD, ZoneId.of("UTC"));
    books = Books.open(TestDatabase.H2, settings -> settings.defaultUserBudget(one));
    ledger = books.ledger;
    List<Boolean> passed =
        IntStream.range(0, 50)
            .parallel()
            .mapToObj(i -> passes(() -> reserve("r" + i, "0.3")))
            .toList();
    assertThat(passed).filteredOn(it -> it).hasSize(3);
    assertThat(budgetsOf("ann")).hasSize(1);
    ledger
        .users()
        .put(new UserProfile(new Scope.User("acme", "bob"), "Bob", null, null, true, 0), null);
    assertThat(budgetsOf("bob")).hasSize(1);
    ledger
        .usage()
        .record(
            UsageRequest.builder("u1", "acme", Books.GPT_4O)
                .user("eve")
                .cost(Money.of("5"))
                .build());
    Budget eves = budgetsOf("eve").get(0);
    assertThat(spentOf(eves)).isEqualTo(Money.of("5"));
  }

  @Test
  void anErasedUserIsGoneFromReservationsToo() {
    Reservation held = reserve("r1", "1").reservation();
    ledger.users().erase(ANN, null);
    assertThat(ledger.reservations().find(held.id()).orElseThrow().reservation().subject().user())
        .startsWith("erased-");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> settle("r-none", "1")).hasMessageContaining("no reservation r-none");
    assertThatThrownBy(() -> ledger.reservations().release("r-none"))
        .isInstanceOf(UnknownObjectException.class);
    assertThatThrownBy(
            () ->
                new ReservationRequest(
                    "r1", BY_ANN, new Estimate.OfAmount(Money.ZERO), Duration.ZERO))
        .hasMessageStartingWith("ttl_seconds:");
    assertThatThrownBy(() -> new Estimate.OfAmount(Money.of("-1")))
        .hasMessageStartingWith("estimate.amount:");
  }

  private EstimatedCost costOf(Estimate estimate) {
    return ledger.estimates().of(estimate, BY_ANN, ReadRequest.STRICT);
  }

  private List<Budget> budgetsOf(String user) {
    return ledger.budgets().list(new BudgetQuery("acme", Scope.Kind.USER, user), null, 10).items();
  }

  private static boolean passes(Runnable reserve) {
    try {
      reserve.run();
      return true;
    } catch (BudgetExceededException e) {
      return false;
    }
  }

  private Reserved reserve(String requestId, String amount) {
    return ledger
        .reservations()
        .reserve(
            new ReservationRequest(requestId, BY_ANN, new Estimate.OfAmount(Money.of(amount))));
  }

  private Settled settle(String id, String cost) {
    return ledger.reservations().settle(id, Settlement.at(Money.of(cost)));
  }

  private Money spentOf(Budget budget) {
    StatusKey key = new StatusKey(budget.id(), budget.windowAt(books.now()));
    return Objects.requireNonNull(ledger.views().budgetStatus().get(key)).spent();
  }
}
