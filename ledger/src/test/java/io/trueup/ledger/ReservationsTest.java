package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_HOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Estimate;
import io.trueup.spend.Increase;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ReservationsTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope ACME = new Scope.Organization("acme");
  private static final Subject BY_ANN = new Subject("acme", null, "ann", Books.GPT_4O);

  private final TestDatabase database;
  private Books books;
  private Ledger ledger;

  ReservationsTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void whatIsHeldCountsInEveryBudgetThatApplies() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Budget acme = books.budget(ACME, Period.DAILY, "6");
    Reserved first = reserve("r1", "4");
    assertThat(first.duplicate()).isFalse();
    assertThat(first.position()).isEqualTo(ledger.caches().horizon());
    assertThat(first.reservation().budgets()).containsExactly(ann.id(), acme.id());
    assertThat(status(ann).reserved()).isEqualTo(Money.of("4"));
    assertThat(status(acme).reserved()).isEqualTo(Money.of("4"));
    assertThat(status(acme).remaining()).isEqualTo(Money.of("2"));
  }

  @Test
  void oneBudgetWithoutRoomDeniesAndNothingIsHeldOfTheOthers() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Budget acme = books.budget(ACME, Period.DAILY, "6");
    reserve("r1", "4");
    assertThatThrownBy(() -> reserve("r2", "3"))
        .isInstanceOfSatisfying(
            BudgetExceededException.class,
            e -> {
              assertThat(e.verdict().first().budgetId()).isEqualTo(acme.id());
              assertThat(e.verdict().first().reserved()).isEqualTo(Money.of("4"));
              assertThat(e.room()).isEqualTo(Money.of("2"));
            });
    assertThat(status(ann).reserved()).isEqualTo(Money.of("4"));
    assertThat(reserve("r2", "2").duplicate()).isFalse();
  }

  @Test
  void aSettlementSpendsWhatItCostAndGivesBackTheRest() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    String id = reserve("r1", "4").reservation().id();
    Settled settled = settle(id, "1.5");
    assertThat(settled.released()).isEqualTo(Money.of("2.5"));
    assertThat(settled.overrun()).isEqualTo(Money.ZERO);
    assertThat(settled.recorded().record().request().requestId()).isEqualTo("r1");
    assertStanding(ann, "1.5", "0", "0");
    assertThat(settled.recorded().position()).isEqualTo(ledger.caches().horizon());
  }

  @Test
  void whatASettlementCostsAboveItsHoldIsOverrun() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Settled settled = settle(reserve("r1", "4").reservation().id(), "12");
    assertThat(settled.overrun()).isEqualTo(Money.of("8"));
    assertThat(settled.released()).isEqualTo(Money.ZERO);
    assertStanding(ann, "12", "0", "8");
  }

  @Test
  void whatIsRecordedWithoutAHoldIsOverrun() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    ledger.usage().record(call("r1").cost(Money.of("3")).build());
    assertStanding(ann, "3", "0", "3");
    settle(reserve("r2", "4").reservation().id(), "4");
    assertStanding(ann, "7", "0", "3");
  }

  @Test
  void aSecondSettlementAnswersTheFirstWhateverItSays() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    String id = reserve("r1", "4").reservation().id();
    Settled first = settle(id, "1");
    Settled second = settle(id, "3");
    assertThat(second.repeated()).isTrue();
    assertThat(second.recorded().record()).isEqualTo(first.recorded().record());
    assertThat(second.recorded().position()).isEqualTo(first.recorded().position());
    assertStanding(ann, "1", "0", "0");
    assertThatThrownBy(() -> ledger.reservations().release(id))
        .isInstanceOf(ReservationEndedException.class);
    assertThatThrownBy(() -> ledger.reservations().extend(id, Duration.ofSeconds(5)))
        .isInstanceOf(ReservationEndedException.class);
  }

  @Test
  void whatIsReleasedIsFreeAndCanNotBeSettled() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    String id = reserve("r1", "10").reservation().id();
    assertThat(ledger.reservations().release(id).duplicate()).isFalse();
    assertStanding(ann, "0", "0", "0");
    assertThat(ledger.reservations().release(id).duplicate()).isTrue();
    assertThatThrownBy(() -> settle(id, "1"))
        .isInstanceOfSatisfying(
            ReservationEndedException.class,
            e -> assertThat(e.state()).isEqualTo(ReservationState.RELEASED));
    assertStanding(ann, "0", "0", "0");
    reserve("r2", "10");
  }

  @Test
  void whatIsExpiredHoldsNothingWithoutAnybodyDoingAnything() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Reservation held = reserve("r1", "10").reservation();
    books.setClock(held.expiresAt().minusMillis(1));
    assertThatThrownBy(() -> reserve("r2", "1")).isInstanceOf(BudgetExceededException.class);
    assertStanding(ann, "0", "10", "0");
    books.setClock(held.expiresAt());
    assertStanding(ann, "0", "0", "0");
    reserve("r3", "10");
    assertThat(stateOf(held)).isEqualTo(ReservationState.EXPIRED);
  }

  @Test
  void whatIsSettledLateIsRecordedAndAllOfItIsOverrun() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Reservation held = reserve("r1", "4").reservation();
    books.setClock(held.expiresAt());
    Settled late = settle(held.id(), "1");
    assertThat(late.reservation().isLate()).isTrue();
    assertThat(late.overrun()).isEqualTo(Money.of("1"));
    assertThat(late.released()).isEqualTo(Money.ZERO);
    assertStanding(ann, "1", "0", "1");
    assertThat(stateOf(held)).isEqualTo(ReservationState.SETTLED);
  }

  @Test
  void whatExpiredLongAgoTakesNoRoomInTheTableAndIsStillSettledLate() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Reservation lost = reserve("r1", "4").reservation();
    books.setClock(lost.expiresAt().plusSeconds(59));
    reserve("r2", "1");
    assertThat(holds()).isEqualTo(2);
    books.setClock(lost.expiresAt().plusSeconds(120));
    reserve("r3", "1");
    assertThat(holds()).isEqualTo(2);
    assertThat(settle(lost.id(), "2").overrun()).isEqualTo(Money.of("2"));
    assertStanding(ann, "2", "2", "2");
  }

  private int holds() {
    return ledger.recompute().uncached(sql -> sql.fetchCount(TRUEUP_HOLD));
  }

  @Test
  void whatIsExtendedHoldsUntilThen() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Reservation held = reserve("r1", "4").reservation();
    Reservation longer = ledger.reservations().extend(held.id(), Duration.ofHours(1)).reservation();
    assertThat(longer.expiresAt()).isAfter(Books.NOON.plusSeconds(3_599));
    books.setClock(held.expiresAt());
    assertStanding(ann, "0", "4", "0");
    ledger.reservations().extend(held.id(), Duration.ofSeconds(1));
    books.setClock(held.expiresAt().plusSeconds(2));
    assertStanding(ann, "0", "0", "0");
    assertThatThrownBy(() -> ledger.reservations().extend(held.id(), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            ReservationEndedException.class,
            e -> assertThat(e.state()).isEqualTo(ReservationState.EXPIRED));
  }

  @Test
  void aSettlementInTheNextWindowCountsInTheOneThatWasHeld() {
    Budget daily = books.budget(ANN, Period.DAILY, "10");
    books.setClock(Instant.parse("2026-11-23T23:59:30Z"));
    Reservation held = reserve("r1", "4").reservation();
    Instant tomorrow = Instant.parse("2026-11-24T00:00:10Z");
    books.setClock(tomorrow);
    assertThat(status(daily).reserved()).isEqualTo(Money.ZERO);
    UsageRecord record = settle(held.id(), "3").recorded().record();
    assertThat(record.occurredAt()).isEqualTo(tomorrow);
    assertThat(record.countedAt()).isEqualTo(held.madeAt());
    assertStanding(daily, "0", "0", "0");
    BudgetStatus yesterday = statusAt(daily, held.madeAt());
    assertThat(yesterday.spent()).isEqualTo(Money.of("3"));
    assertThat(yesterday.overrun()).isEqualTo(Money.ZERO);
  }

  @Test
  void theSameRequestAgainAnswersTheSameReservation() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Reserved first = reserve("r1", "4");
    Reserved again = reserve("r1", "4");
    assertThat(again.duplicate()).isTrue();
    assertThat(again.reservation()).isEqualTo(first.reservation());
    assertThat(again.position()).isEqualTo(first.position());
    assertThatThrownBy(() -> reserve("r1", "5")).isInstanceOf(IdempotencyConflictException.class);
    assertStanding(ann, "0", "4", "0");
  }

  @Test
  void whatIsWaitingAtOnceIsOneTransactionAndNeverTooMuch() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    List<Boolean> passed =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> passes(() -> reserve("r" + i, "1")))
            .toList();
    assertThat(passed).filteredOn(it -> it).hasSize(10);
    assertStanding(ann, "0", "10", "0");
  }

  @Test
  void aBudgetForOneRequestDeniesWhatIsAboveItAndHoldsNothing() {
    Budget each = books.budget(ANN, Period.PER_REQUEST, "2");
    assertThatThrownBy(() -> reserve("r1", "2.01"))
        .isInstanceOfSatisfying(
            BudgetExceededException.class,
            e -> assertThat(e.verdict().first().budgetId()).isEqualTo(each.id()));
    assertThat(reserve("r1", "2").reservation().budgets()).isEmpty();
  }

  @Test
  void softBudgetsHoldAndNeverDenyAndInactiveOnesDoNeither() {
    Budget soft = books.budget(ANN, Period.MONTHLY, "1");
    change(soft, soft.toBuilder().enforcement(Enforcement.SOFT).build());
    Budget inactive = books.budget(ANN, Period.DAILY, "1");
    change(inactive, inactive.toBuilder().active(false).build());
    assertThat(reserve("r1", "5").reservation().budgets()).containsExactly(soft.id());
    assertThat(status(soft).reserved()).isEqualTo(Money.of("5"));
    assertThat(status(inactive).reserved()).isEqualTo(Money.ZERO);
  }

  @Test
  void zeroIsZeroAndFreeIsFree() {
    books.budget(ANN, Period.MONTHLY, "0");
    assertThat(reserve("r1", "0").reservation().amount()).isEqualTo(Money.ZERO);
    assertThatThrownBy(() -> reserve("r2", "0.000001")).isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void aBudgetOfOtherModelsDoesNotApply() {
    Budget other = books.budget(ANN, Period.MONTHLY, "1");
    change(other, other.toBuilder().filter(new ModelFilter("anthropic", null)).build());
    assertThat(reserve("r1", "5").reservation().budgets()).isEmpty();
  }

  @Test
  void anIncreaseIsRoomUntilItEnds() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Instant until = Books.NOON.plusSeconds(3_600);
    ledger.budgets().addIncrease(ann.id(), new Increase("i1", Money.of("5"), until));
    assertThat(status(ann).limit()).isEqualTo(Money.of("15"));
    settle(reserve("r1", "15").reservation().id(), "12");
    books.setClock(until);
    assertThat(status(ann).limit()).isEqualTo(Money.of("10"));
    assertThatThrownBy(() -> reserve("r2", "1")).isInstanceOf(BudgetExceededException.class);
    ledger.budgets().addIncrease(ann.id(), new Increase("i1", Money.of("3"), until.plusSeconds(1)));
    reserve("r3", "1");
    ledger.budgets().removeIncrease(ann.id(), "i1");
    assertThat(status(ann).limit()).isEqualTo(Money.of("10"));
    assertThatThrownBy(() -> ledger.budgets().removeIncrease(ann.id(), "i1"))
        .isInstanceOf(UnknownObjectException.class);
  }

  @Test
  void deletingABudgetEndsTheHoldsOnItAndLeavesTheOthers() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Budget acme = books.budget(ACME, Period.MONTHLY, "10");
    String id = reserve("r1", "4").reservation().id();
    ledger.budgets().delete(ann.id(), null);
    assertThat(status(acme).reserved()).isEqualTo(Money.of("4"));
    settle(id, "4");
    assertStanding(acme, "4", "0", "0");
  }

  @Test
  void aBudgetMadeAfterTheHoldCountsTheSettlementAsOverrun() {
    String id = reserve("r1", "4").reservation().id();
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    settle(id, "3");
    assertStanding(ann, "3", "0", "3");
  }

  @Test
  void holdsGoAlongWhenABudgetHasOtherWindows() {
    Budget daily = books.budget(ANN, Period.DAILY, "10");
    String id = reserve("r1", "4").reservation().id();
    Budget moved = change(daily, daily.toBuilder().zone(ZoneId.of("Asia/Kolkata")).build());
    assertThat(status(moved).reserved()).isEqualTo(Money.of("4"));
    settle(id, "4");
    assertStanding(moved, "4", "0", "0");
  }

  @Test
  void aModelThatTheBudgetDoesNotCountGivesTheHoldBack() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    Budget filtered = change(ann, ann.toBuilder().filter(new ModelFilter("openai", null)).build());
    String id = reserve("r1", "4").reservation().id();
    ledger
        .reservations()
        .settle(id, Settlement.at(Money.of("2")).withModel(new ModelId("anthropic", "other")));
    assertStanding(filtered, "0", "0", "0");
  }

  @Test
  void withoutAPriceWhatWasHeldIsSpent() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    String id = reserve("r1", "4").reservation().id();
    UsageRecord record =
        ledger
            .reservations()
            .settle(
                id,
                Settlement.of(Usage.of(Unit.INPUT_TOKENS, 5))
                    .withModel(new ModelId("nobody", "knows")))
            .recorded()
            .record();
    assertThat(record.exactness()).isEqualTo(Exactness.UNPRICED);
    assertThat(record.cost()).isEqualTo(Money.of("4"));
    assertStanding(ann, "4", "0", "0");
  }

  @Test
  void whatWasRecordedUnderTheSameIdIsNotChargedTwice() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "10");
    String id = reserve("r1", "4").reservation().id();
    ledger.usage().record(call("r1").cost(Money.of("3")).build());
    assertThatThrownBy(() -> settle(id, "2")).isInstanceOf(IdempotencyConflictException.class);
    assertStanding(ann, "3", "4", "3");
    assertThat(settle(id, "3").recorded().duplicate()).isFalse();
    assertStanding(ann, "3", "0", "3");
  }

  @Test
  void anInactiveUserReservesNothingAndIsStillRecorded() {
    ledger.users().put(new UserProfile(ANN, "Ann", null, null, true, 0), null);
    String id = reserve("r1", "4").reservation().id();
    ledger.users().put(new UserProfile(ANN, "Ann", null, null, false, 0), null);
    assertThatThrownBy(() -> reserve("r2", "4")).isInstanceOf(InactiveUserException.class);
    assertThat(reserve("r1", "4").duplicate()).isTrue();
    assertThat(settle(id, "1").cost()).isEqualTo(Money.of("1"));
  }

  @Test
  void theHomeProjectIsHeldAndChargedEvenIfTheUserMovesMeanwhile() {
    ledger.users().put(new UserProfile(ANN, "Ann", null, "search", true, 0), null);
    Budget search = books.budget(new Scope.Project("acme", "search"), Period.MONTHLY, "10");
    Reservation held = reserve("r1", "4").reservation();
    assertThat(held.subject().project()).isEqualTo("search");
    ledger.users().put(new UserProfile(ANN, "Ann", null, "ads", true, 0), null);
    settle(held.id(), "4");
    assertStanding(search, "4", "0", "0");
  }

  private static boolean passes(Runnable reserve) {
    try {
      reserve.run();
      return true;
    } catch (BudgetExceededException e) {
      return false;
    }
  }

  private Budget change(Budget budget, Budget wanted) {
    return ledger.budgets().update(budget.id(), old -> wanted, null);
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

  private static UsageRequest.Builder call(String id) {
    return UsageRequest.builder(id, "acme", Books.GPT_4O).user("ann");
  }

  private ReservationState stateOf(Reservation reservation) {
    return ledger
        .reservations()
        .find(reservation.id())
        .orElseThrow()
        .reservation()
        .state(books.now());
  }

  private BudgetStatus status(Budget budget) {
    return statusAt(budget, books.now());
  }

  /** From the view; the database says the same. */
  private BudgetStatus statusAt(Budget budget, Instant at) {
    Budget now = ledger.budgets().find(budget.id()).orElseThrow();
    StatusKey key = new StatusKey(budget.id(), now.windowAt(at));
    BudgetStatus view =
        Objects.requireNonNull(ledger.views().budgetStatus().get(key)).at(books.now());
    assertThat(view)
        .isEqualTo(Objects.requireNonNull(ledger.recompute().status(key)).at(books.now()));
    return view;
  }

  private void assertStanding(Budget budget, String spent, String reserved, String overrun) {
    BudgetStatus status = status(budget);
    assertThat(List.of(status.spent(), status.reserved(), status.overrun()))
        .isEqualTo(List.of(Money.of(spent), Money.of(reserved), Money.of(overrun)));
  }
}
