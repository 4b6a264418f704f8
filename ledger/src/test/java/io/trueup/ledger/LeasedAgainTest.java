package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Position;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.spend.Budget;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the same request gets again where budgets are lent to nodes. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
final class LeasedAgainTest extends LeasingNodes {
  LeasedAgainTest(TestDatabase database) {
    super(database);
  }

  @Test
  void whatWasAdmittedWithTheDatabaseAwayIsAskedOfItAfterwardsThoughALeaseHasRoom() {
    Budget budget =
        budget(
            Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("1000"))
                .failPolicy(FailPolicy.OPEN));
    CutDatabase way = new CutDatabase(books.pool());
    SimulatedNode c = node(way.dataSource());
    leased(c, "1");
    way.cut();
    pass(Duration.ofMillis(300));
    Reservation unheld = reserve(c, request("out", "1")).reservation();
    assertThat(unheld.isHeld()).isFalse();
    way.heal();
    assertThat(isLeased(reserve(c, "1"))).isTrue();

    Reservation twin = reserve(c, request("out", "1")).reservation();
    assertThat(twin.isHeld() && !isLeased(twin)).isTrue();
    c.ledger.reservations().settle(unheld.id(), Settlement.at(Money.of("1")));
    giveBack();
    assertStanding(budget, "1", "10", "0");
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
}
