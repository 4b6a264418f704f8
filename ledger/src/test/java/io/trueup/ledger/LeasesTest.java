package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.AdmittedReservations.Admitted;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What nodes admit in memory, and what becomes of it. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
final class LeasesTest extends LeasingNodes {
  LeasesTest(TestDatabase database) {
    super(database);
  }

  @Test
  void aHotBudgetIsAdmittedFromInMemoryAndBothNodesShowWhatIsLent() {
    Budget ofAnn = budget(ANN, "1000");
    Budget ofAcme = budget(ACME, "2000");
    Reservation reservation = leased(a, "1");

    assertThat(reservation.budgets()).containsExactlyInAnyOrder(ofAnn.id(), ofAcme.id());
    assertThat(a.ledger.leaseStatistics().admissions()).isOne();
    for (SimulatedNode node : List.of(a, b)) {
      for (Budget budget : List.of(ofAnn, ofAcme)) {
        assertThat(status(node, budget).leased()).isEqualTo(Money.of("8"));
        assertThat(status(node, budget).reserved()).isEqualTo(Money.of("16"));
      }
    }
  }

  @Test
  void aFewReservationsAreNotWorthALease() {
    budget(ANN, "1000");
    for (int i = 0; i < 30; i++) {
      assertThat(isLeased(reserve(a, "1"))).isFalse();
      pass(Duration.ofSeconds(2));
    }
  }

  @Test
  void anyNodeSettlesWhatAnotherAdmittedEvenAfterThatIsGone() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    a.crash();
    nodes.remove(a);
    a = node();

    Settled settled =
        b.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("0.75")));

    assertThat(settled.released()).isEqualTo(Money.of("0.25"));
    assertThat(settled.reservation().end()).isNotNull();
    assertStanding(budget, "0.75", "15", "0");
    Settled again =
        a.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("0.75")));
    assertThat(again.repeated()).isTrue();
    assertThatThrownBy(() -> a.ledger.reservations().release(reservation.id()))
        .isInstanceOf(ReservationEndedException.class);
    assertStanding(budget, "0.75", "15", "0");
  }

  @Test
  void releasedTwiceIsGivenBackOnce() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    b.ledger.reservations().release(reservation.id());
    a.ledger.reservations().release(reservation.id());
    assertStanding(budget, "0", "15", "0");
    giveBack();
    assertStanding(budget, "0", "8", "0");
    assertThat(rows("trueup_lease")).isZero();
  }

  @Test
  void aboveItsAmountIsOverrunAndBelowIsCovered() {
    Budget budget = budget(ANN, "1000");
    Reservation one = leased(a, "1");
    Reservation two = reserve(a, "1");
    assertThat(isLeased(two)).isTrue();
    b.ledger.reservations().settle(one.id(), Settlement.at(Money.of("1.5")));
    b.ledger.reservations().settle(two.id(), Settlement.at(Money.of("0.5")));
    giveBack();
    assertStanding(budget, "2", "8", "0.5");
  }

  @Test
  void expiredItHoldsNothingAndIsListedAndSettledLate() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    pass(Duration.ofSeconds(301));
    nodes.forEach(it -> it.ledger.leaseKeeper().tick());
    assertStanding(budget, "0", "0", "0");
    assertThat(
            b.ledger
                .reservations()
                .list(new ReservationQuery("acme", null, ReservationState.EXPIRED), null, 100)
                .items())
        .extracting(it -> it.reservation().id())
        .contains(reservation.id());

    Settled late = b.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("0.5")));

    assertThat(late.reservation().isLate()).isTrue();
    assertStanding(budget, "0.5", "0", "0.5");
  }

  @Test
  void aNodeForgetsWhatHasEndedHereAndWhatHasExpiredWhoeverEndedIt() {
    budget(ANN, "1000");
    leased(a, "1");
    Reservation here = leased(a, "1");
    Reservation there = leased(a, "1");
    Reservation extended = leased(a, "1");
    assertThat(a.ledger.leaseStatistics().open()).isEqualTo(4);

    a.ledger.reservations().settle(here.id(), Settlement.at(Money.of("1")));
    a.ledger.reservations().extend(extended.id(), Duration.ofMinutes(20));
    assertThat(a.ledger.leaseStatistics().open()).isEqualTo(2);
    b.ledger.reservations().release(there.id());
    pass(Duration.ofSeconds(301));
    a.ledger.leaseKeeper().tick();
    assertThat(a.ledger.leaseStatistics().open()).isZero();
  }

  @Test
  void whatCouldNotBeWrittenAsExpiredIsTriedAgainAndCounted() {
    budget(ANN, "1000");
    leased(a, "1");
    pass(Duration.ofSeconds(301));
    a.ledger.leaseKeeper().tick();
    leased(a, "1");
    pass(Duration.ofMinutes(5));
    a.ledger.leaseKeeper().tick();
    pass(Duration.ofSeconds(1));
    a.database().end();
    a.ledger.leaseKeeper().tickOrTell();
    assertThat(a.ledger.leaseStatistics().failures()).isEqualTo(1);
    assertThat(a.ledger.leaseStatistics().open()).isEqualTo(1);
    a.database().back();
    a.ledger.leaseKeeper().tick();
    assertThat(a.ledger.leaseStatistics().open()).isZero();
  }

  @Test
  void releasedAfterItsTimeItIsWrittenAsExpired() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    pass(Duration.ofSeconds(301));
    Reserved released = a.ledger.reservations().release(reservation.id());

    assertThat(released.reservation().state(now)).isEqualTo(ReservationState.EXPIRED);
    assertThat(a.ledger.leaseStatistics().open()).isZero();
    giveBack();
    assertStanding(budget, "0", "0", "0");
    Reserved again = reserve(a, request(reservation.requestId(), "1"));
    assertThat(again.duplicate()).isTrue();
    assertThat(again.reservation().id()).isEqualTo(reservation.id());
  }

  @Test
  void whatIsNotOverByTheDatabasesClockIsNotForgotten() {
    budget(ANN, "1000");
    Reservation it = leased(a, "1");
    Admitted early =
        new Admitted(
            request(it.requestId(), "1").key(), it.id(), it.expiresAt().toEpochMilli(), "any");
    assertThat(a.ledger.leaseKeeper().lapse(early).join().outcome())
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(a.ledger.leaseStatistics().open()).isEqualTo(1);
  }

  @Test
  void aCheckDeniesNothingForWhatIsLentAndTellsOfIt() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
    BudgetStatus status = status(b, budget);
    assertThat(status.leased()).isEqualTo(Money.of("8"));

    Money room = status.remaining().plus(status.leased());
    assertThat(b.ledger.gate().check(subject, room).isAllowed()).isTrue();
    Verdict denied = b.ledger.gate().check(subject, room.plus(Money.of("0.01")));
    assertThat(((Verdict.Denied) denied).first().status().reserved()).isEqualTo(status.reserved());
    assertThat(((Verdict.Denied) denied).first().status().leased()).isEqualTo(status.leased());
  }

  @Test
  void settledLateBeforeItsNodeSaysSoItGivesItsSliceBackOnce() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    pass(Duration.ofSeconds(301));
    b.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("0.5")));
    assertStanding(budget, "0.5", "7", "0.5");
    nodes.forEach(it -> it.ledger.leaseKeeper().tick());
    assertStanding(budget, "0.5", "0", "0.5");
  }

  @Test
  void extendedItIsHeldByARowOfItsOwn() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    b.ledger.reservations().extend(reservation.id(), Duration.ofMinutes(20));
    giveBack();
    assertStanding(budget, "0", "9", "0");
    pass(Duration.ofMinutes(10));
    nodes.forEach(it -> it.ledger.leaseKeeper().tick());
    assertStanding(budget, "0", "1", "0");
    a.ledger.reservations().settle(reservation.id(), Settlement.at(Money.of("1")));
    assertStanding(budget, "1", "0", "0");
  }

  @Test
  void whoIsStoppedBeforeTheClocksAsksTheDatabase() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    a.beforeClock(() -> pass(Duration.ofSeconds(11)));
    assertThat(isLeased(reserve(a, "1"))).isFalse();
    giveBack();
    assertStanding(budget, "0", "10", "0");
  }

  @Test
  void whatOthersHoldInMemoryIsCalledBackBeforeAnythingIsDenied() {
    Budget budget = budget(ANN, "100");
    leased(a, "1");
    Money left = Money.of("100").minus(Money.of("9"));

    assertThat(reserve(b, left.toString()).amount()).isEqualTo(left);

    assertThat(b.ledger.leaseStatistics().recalls()).isOne();
    assertStanding(budget, "0", "100", "0");
    assertThatThrownBy(() -> reserve(a, "0.01")).isInstanceOf(BudgetExceededException.class);
    assertThat(isLeased(reserve(a, "0"))).isFalse();
  }

  @Test
  void aNodeUsesItsOwnLeaseUpWithoutCallingAnything() {
    Budget budget = budget(ANN, "100");
    leased(a, "1");
    reserve(a, "91");
    assertStanding(budget, "0", "100", "0");
    assertThat(a.ledger.leaseStatistics().recalls()).isZero();
  }

  @Test
  void aNodeThatIsGoneIsWaitedForOnceAndTakenBackInTheEnd() {
    Budget budget = budget(ANN, "100");
    leased(a, "1");
    a.crash();
    nodes.remove(a);
    a = node();
    assertThatThrownBy(() -> reserve(b, "91")).isInstanceOf(BudgetExceededException.class);
    Instant waited = now;
    assertThatThrownBy(() -> reserve(b, "91")).isInstanceOf(BudgetExceededException.class);
    assertThat(now).isEqualTo(waited);

    b.ledger.leaseKeeper().tick();
    pass(WATCH.minusSeconds(1));
    b.ledger.leaseKeeper().tick();
    assertThat(status(b, budget).leased()).isEqualTo(Money.of("8"));
    pass(Duration.ofSeconds(6));
    b.ledger.leaseKeeper().tick();
    assertThat(status(b, budget).leased()).isEqualTo(Money.ZERO);
    assertThat(rows("trueup_lease")).isZero();
  }

  @Test
  void aLeaseIsNotTakenBackByTheTimeInItsRow() {
    Budget budget = budget(ANN, "100");
    leased(a, "1");
    DSL.using(books.pool(), SQLDialect.POSTGRES)
        .execute("update trueup_lease set granted_at = timestamp '2020-01-01 00:00:00'");
    b.ledger.leaseKeeper().tick();
    assertThat(status(b, budget).leased()).isEqualTo(Money.of("8"));
  }

  /** The commit was not heard of, so it is done again. */
  @Test
  void whatIsGivenBackTwiceIsGivenBackOnce() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    a.database()
        .afterCommit(
            () -> {
              throw new SQLException("the connection broke", "08006");
            });
    assertThatThrownBy(() -> a.ledger.leaseKeeper().giveBack())
        .hasMessageContaining("the connection broke");
    a.ledger.leaseKeeper().tick();
    assertStanding(budget, "0", "9", "0");
  }

  @Test
  void nearTheEndNothingIsLent() {
    Budget budget = budget(ANN, "20");
    for (int i = 0; i < 20; i++) {
      assertThat(isLeased(reserve(a, "1"))).isFalse();
    }
    assertStanding(budget, "0", "20", "0");
  }

  @Test
  void inAnotherHistoryNothingIsAdmittedFromLeasesAndNothingLentForAWhile() {
    budget(ANN, "100000");
    leased(a, "1");
    DSL.using(books.pool(), SQLDialect.POSTGRES)
        .execute("update trueup_change_head set incarnation = 'restored'");
    pass(Duration.ofSeconds(1));

    for (int i = 0; i < 30; i++) {
      assertThat(isLeased(reserve(a, "1"))).isFalse();
    }
    pass(WATCH.minusSeconds(5));
    for (int i = 0; i < 30; i++) {
      assertThat(isLeased(reserve(a, "1"))).isFalse();
    }
    pass(Duration.ofSeconds(5));
    assertThat(isLeased(leased(a, "1"))).isTrue();
  }

  @Test
  void aReservationIsFoundByItsIdOnAnyNode() {
    budget(ANN, "1000");
    Reservation reservation = leased(a, "1");
    assertThat(b.ledger.reservations().find(reservation.id()))
        .map(Reserved::reservation)
        .contains(reservation);
    assertThat(b.ledger.reservations().find(reservation.id() + "A")).isEmpty();
    assertThatThrownBy(() -> b.ledger.reservations().release(reservation.id() + "A"))
        .isInstanceOf(UnknownObjectException.class);
  }
}
