package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Position;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
    a.database().end();
    a.ledger.leaseKeeper().tickOrTell();
    assertThat(a.ledger.leaseStatistics().failures()).isEqualTo(1);
    assertThat(a.ledger.leaseStatistics().open()).isEqualTo(1);
    a.database().back();
    a.ledger.leaseKeeper().tick();
    assertThat(a.ledger.leaseStatistics().open()).isZero();
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
  void theSameRequestIsTheSameReservationAndAnotherIsAConflict() {
    budget(ANN, "1000");
    leased(a, "1");
    Reserved first = reserve(a, request("same", "1"));
    Reserved again = reserve(a, request("same", "1"));

    assertThat(isLeased(first.reservation())).isTrue();
    assertThat(again.duplicate()).isTrue();
    assertThat(again.reservation()).isEqualTo(first.reservation());
    assertThatThrownBy(() -> reserve(a, request("same", "2")))
        .isInstanceOf(IdempotencyConflictException.class);
    b.ledger.reservations().settle(first.reservation().id(), Settlement.at(Money.of("1")));
    Reserved ended = reserve(a, request("same", "1"));
    assertThat(ended.reservation().state(now)).isEqualTo(ReservationState.SETTLED);
    assertThat(reserve(b, request("same", "1")).reservation().id())
        .isEqualTo(first.reservation().id());
  }

  @Test
  void whatHasARowIsAnsweredFromItThoughALeaseHasRoom() {
    budget(ANN, "1000");
    Reservation before = reserve(a, request("before", "1")).reservation();
    leased(a, "1");
    Reservation settled = reserve(a, request("settled", "1")).reservation();
    Reservation released = reserve(a, request("released", "1")).reservation();
    Reservation expired = reserve(a, request("expired", "1")).reservation();
    assertThat(List.of(settled, released, expired)).allMatch(LeasingNodes::isLeased);
    a.ledger.reservations().settle(settled.id(), Settlement.at(Money.of("1")));
    a.ledger.reservations().release(released.id());

    assertAgain("before", before, ReservationState.HELD);
    assertAgain("settled", settled, ReservationState.SETTLED);
    assertAgain("released", released, ReservationState.RELEASED);
    pass(Duration.ofSeconds(301));
    a.ledger.leaseKeeper().tick();
    leased(a, "1");
    assertAgain("expired", expired, ReservationState.EXPIRED);
  }

  private void assertAgain(String request, Reservation first, ReservationState state) {
    Reserved again = reserve(a, request(request, "1"));
    assertThat(again.duplicate()).isTrue();
    assertThat(again.reservation().id()).isEqualTo(first.id());
    assertThat(again.reservation().state(now)).isEqualTo(state);
    assertThatThrownBy(() -> reserve(a, request(request, "2")))
        .isInstanceOf(IdempotencyConflictException.class);
  }

  /** The second has passed the look at what was admitted before, and not yet taken room. */
  @Test
  void theSameRequestTwiceAtOnceIsOneReservation() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    List<Reserved> first = new ArrayList<>();
    a.beforeClock(() -> first.add(reserve(a, request("same", "1"))));
    Reserved second = reserve(a, request("same", "1"));

    assertThat(isLeased(first.get(0).reservation())).isTrue();
    assertThat(second.duplicate()).isTrue();
    assertThat(second.reservation()).isEqualTo(first.get(0).reservation());
    giveBack();
    assertStanding(budget, "0", "10", "0");
  }

  @Test
  void reservedTwiceOnTwoNodesItIsChargedOnce() {
    Budget budget = budget(ANN, "1000");
    leased(a, "1");
    Reservation one = reserve(a, request("same", "1")).reservation();
    Reservation two = reserve(b, request("same", "1")).reservation();
    assertThat(two.id()).isNotEqualTo(one.id());
    Settled first = b.ledger.reservations().settle(one.id(), Settlement.at(Money.of("1")));
    Settled second = a.ledger.reservations().settle(two.id(), Settlement.at(Money.of("1")));

    assertThat(second.recorded().record().id()).isEqualTo(first.recorded().record().id());
    assertThat(status(a, budget).spent()).isEqualTo(Money.of("1"));
  }

  @Test
  void whatIsAnsweredAgainByAnotherNodeIsInItsCaches() {
    Budget budget = budget(ANN, "1000");
    Reservation reservation = reserve(a, "1");
    StatusKey key = new StatusKey(budget.id(), budget.windowAt(now));
    Settlement settlement = Settlement.at(Money.of("1"));
    UsageRequest request = Books.request("u", "acme", "ann").cost(Money.of("1")).build();

    assertThat(cached(b, key).spent()).isEqualTo(Money.ZERO);
    a.ledger.reservations().settle(reservation.id(), settlement);
    assertThat(b.ledger.reservations().settle(reservation.id(), settlement).repeated()).isTrue();
    assertThat(cached(b, key).spent()).isEqualTo(Money.of("1"));
    a.ledger.usage().record(request);
    assertThat(b.ledger.usage().record(request).duplicate()).isTrue();
    assertThat(cached(b, key).spent()).isEqualTo(Money.of("2"));
  }

  /** Two about one reservation that come at once are done in one transaction, with two changes. */
  @Test
  void eachOfATransactionIsAnsweredWithItsOwnChange() {
    budget(ANN, "1000");
    Reservations reservations = a.ledger.reservations();
    String id = reserve(a, "1").id();
    List<CompletableFuture<Reserved>> answers = new ArrayList<>();
    a.database()
        .beforeCommit(
            () -> {
              answers.add(waiting(() -> reservations.extend(id, Duration.ofMinutes(9))));
              answers.add(waiting(() -> reservations.release(id)));
            });
    Position first = Objects.requireNonNull(reserve(a, request("first", "1")).position());

    assertThat(answers)
        .extracting(it -> Objects.requireNonNull(it.join().position()).value() - first.value())
        .containsExactly(1L, 2L);
  }

  /** Begins it on a thread of its own, and returns once that waits. */
  private static <T> CompletableFuture<T> waiting(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> answer.completeAsync(work, Runnable::run));
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return answer;
  }

  private static BudgetAccount cached(SimulatedNode node, StatusKey key) {
    return Objects.requireNonNull(node.ledger.views().budgetStatus().get(key));
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
    a.ledger.leaseKeeper().giveBack();
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
