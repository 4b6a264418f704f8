package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Estimate;
import io.trueup.spend.Increase;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Subject;
import java.time.Duration;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends leases, and what is not admitted from them. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
final class LeasedBudgetsTest extends LeasingNodes {
  LeasedBudgetsTest(TestDatabase database) {
    super(database);
  }

  @Test
  void aLoweredLimitIsObeyedByTheVeryNextRequest() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    b.ledger
        .budgets()
        .update(budget.id(), old -> old.toBuilder().limit(Money.of("9")).build(), null);
    assertThatThrownBy(() -> reserve(a, "1")).isInstanceOf(BudgetExceededException.class);
    assertStanding(budget, "0", "9", "0");
  }

  @Test
  void aLeaseEndsWithTheIncreaseOfALimit() {
    Budget budget = budget(ANN, "10");
    increase(budget, "990");
    leased(a, "1");
    pass(Duration.ofSeconds(6));
    reserve(a, "1");
    assertThatThrownBy(() -> reserve(a, "1")).isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void anIncreaseThatHasEndedEndsNoLease() {
    Budget budget = budget(ANN, "1000");
    increase(budget, "1");
    pass(Duration.ofSeconds(6));
    assertThat(isLeased(leased(a, "1"))).isTrue();
  }

  private void increase(Budget budget, String amount) {
    Increase more = new Increase("more", Money.of(amount), now.plusSeconds(5));
    b.ledger.budgets().addIncrease(budget.id(), more);
  }

  @Test
  void anotherBudgetIsObeyedByTheVeryNextRequest() {
    budget(ANN, "1000");
    leased(a, "1");
    b.ledger
        .budgets()
        .create(Budget.builder(Budgets.newId(), ACME, Period.TOTAL, Money.of("0.5")).build());
    assertThatThrownBy(() -> reserve(a, "1")).isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void whatWasSpentWithoutAHoldEndsLeasesOfWhatIsOverspent() {
    Budget budget = budget(ANN, "100");
    leased(a, "1");
    b.ledger.usage().record(Books.request("u", "acme", "ann").cost(Money.of("95")).build());
    assertThatThrownBy(() -> reserve(a, "1")).isInstanceOf(BudgetExceededException.class);
    assertStanding(budget, "95", "9", "95");
  }

  @Test
  void aDeletedBudgetHoldsNothingAndItsReservationsSettle() {
    Budget budget = budget(ANN, "1000");
    Budget other = budget(ACME, "1000");
    Reservation reservation = leased(a, "1");
    b.ledger.budgets().delete(budget.id(), null);
    assertThat(rows("trueup_lease")).isOne();
    a.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("1")));
    giveBack();
    assertStanding(other, "1", "8", "0");
  }

  @Test
  void inAnotherTimeZoneASliceIsOfTheWindowInWhichItWasLent() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    b.ledger
        .budgets()
        .update(budget.id(), old -> old.toBuilder().zone(ZoneId.of("Asia/Tokyo")).build(), null);
    Budget moved = b.ledger.budgets().find(budget.id()).orElseThrow();
    giveBack();
    assertStanding(moved, "0", "9", "0");
    b.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("1")));
    assertStanding(moved, "1", "8", "0");
  }

  @Test
  void nothingIsLentWhereLeasesAreOff() {
    assertNothingLent(
        Ledger.on(books.pool()).leases(new LeaseSettings(false, Duration.ofSeconds(10))));
  }

  @Test
  void nothingIsLentWhereUnknownOwnersAreNotMade() {
    assertNothingLent(
        Ledger.on(books.pool())
            .recording(RecordingSettings.DEFAULT.withCreateUnknownOwners(false)));
  }

  /** Beside a node that is lent the same. */
  private void assertNothingLent(Ledger.Builder builder) {
    Budget budget = budget(ANN, "1000");
    reserve(a, "1");
    try (Ledger ledger = builder.clock(this::now).open()) {
      assertThat(IntStream.range(0, 20).mapToObj(i -> request("off" + i, "1")))
          .extracting(it -> ledger.reservations().reserve(it).reservation())
          .noneMatch(LeasingNodes::isLeased);
      assertThat(ledger.leaseStatistics().held()).isZero();
      assertThat(status(a, budget).leased()).isEqualTo(Money.ZERO);
    }
    leased(a, "1");
  }

  @Test
  void aDeactivatedUserIsRefusedByTheVeryNextRequest() {
    budget(ANN, "1000");
    leased(a, "1");
    UserProfile ann = b.ledger.users().find(ANN).orElseThrow();
    b.ledger.users().put(ann.withActive(false), null);
    assertThatThrownBy(() -> reserve(a, "1")).isInstanceOf(InactiveUserException.class);
  }

  @Test
  void aLongHoldAnAmountAboveTheRoomAndAnIdThatIsTooLongAskTheDatabase() {
    budget(ANN, "1000");
    leased(a, "1");
    Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
    Estimate one = new Estimate.OfAmount(Money.of("1"));
    assertThat(
            isLeased(
                reserve(a, new ReservationRequest("long", subject, one, Duration.ofSeconds(301)))
                    .reservation()))
        .isFalse();
    assertThat(isLeased(reserve(a, request("щ".repeat(200), "1")).reservation())).isTrue();
    assertThat(isLeased(reserve(a, "50"))).isFalse();
  }

  @Test
  void aBudgetOfEachRequestDeniesAndASoftOneLends() {
    budget(
        Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("2"))
            .enforcement(Enforcement.SOFT));
    budget(Budget.builder(Budgets.newId(), ACME, Period.PER_REQUEST, Money.of("1.5")));
    leased(a, "1");
    assertThat(isLeased(reserve(a, "1"))).isTrue();
    assertThatThrownBy(() -> reserve(a, "1.6")).isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void aNodeThatStopsGivesBackWhatItWasLent() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    a.stop();
    nodes.remove(a);
    assertThat(status(b, budget).reserved()).isEqualTo(Money.of("9"));
    a = node();
  }
}
