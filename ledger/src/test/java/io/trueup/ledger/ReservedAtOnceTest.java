package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Estimate;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many reservations at once over two nodes, of random amounts under random limits: what passes
 * never exceeds the limit, what is denied would not have fitted, and nothing is held after expiry.
 * {@code -Dtrueup.reserve.rounds=100} makes more rounds.
 */
class ReservedAtOnceTest {
  private static final int ROUNDS = Integer.getInteger("trueup.reserve.rounds", 5);
  private static final int FIRST = 40;
  private static final int AT_ONCE = 200;

  /** Most are small, so that most of a limit is left when a node is first lent something. */
  private static final int MOST_CENTS = 400;

  private static final int THREADS = 32;

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void whatPassesNeverExceedsALimitAndFallsShortByLessThanOneRequest(TestDatabase database)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Books books = Books.shared(database, it -> it.pause(ReservedAtOnceTest::pause));
        Ledger other = books.builder("b").pause(ReservedAtOnceTest::pause).open()) {
      for (int round = 0; round < ROUNDS; round++) {
        new Round(books, List.of(books.ledger, other), new Random(round), round).run(threads);
      }
      long fromLeases =
          books.ledger.leaseStatistics().admissions() + other.leaseStatistics().admissions();
      System.out.println(database + ", " + ROUNDS + " rounds, from leases: " + fromLeases);
      assertThat(fromLeases).isPositive();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Waits for leases to be given back, not for the other node to have a change. */
  private static void pause(Duration time) throws InterruptedException {
    if (time.toMillis() < 100) {
      Elsewhere.waiting().lasting(time);
    }
  }

  private static final class Round {
    private final Books books;
    private final List<Ledger> nodes;
    private final Random random;
    private final Scope.User user;
    private final Budget ofUser;
    private final Budget ofOrganization;
    private final List<Reservation> passed = new ArrayList<>();
    private Money leastDenied = Money.of("1000");

    Round(Books books, List<Ledger> nodes, Random random, int round) {
      this.books = books;
      this.nodes = nodes;
      this.random = random;
      this.user = new Scope.User("org-" + round, "ann");
      this.ofUser = books.budget(user, Period.DAILY, Integer.toString(random.nextInt(1, 300)));
      this.ofOrganization =
          books.budget(
              new Scope.Organization(user.organization()),
              Period.MONTHLY,
              Integer.toString(random.nextInt(1, 300)));
    }

    void run(ExecutorService threads) throws Exception {
      ask(threads, FIRST); // enough that both nodes are lent something, where there is room
      ask(threads, AT_ONCE);
      judge();
      end();
    }

    private void ask(ExecutorService threads, int count) throws Exception {
      List<Future<@Nullable Reservation>> answers = new ArrayList<>();
      List<Money> asked = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double share = random.nextDouble();
        long cents = 1 + (long) (MOST_CENTS * share * share * share);
        Money amount = Money.of(BigDecimal.valueOf(cents, 2));
        Ledger node = nodes.get(i % nodes.size());
        String id = "r" + count + "-" + i;
        asked.add(amount);
        answers.add(threads.submit(() -> reserve(node, id, amount)));
      }
      for (int i = 0; i < count; i++) {
        Reservation reservation = answers.get(i).get();
        if (reservation == null) {
          leastDenied = leastDenied.min(asked.get(i));
        } else {
          passed.add(reservation);
        }
      }
    }

    private @Nullable Reservation reserve(Ledger node, String id, Money amount) {
      Subject subject = new Subject(user.organization(), null, user.id(), Books.GPT_4O);
      try {
        return node.reservations()
            .reserve(new ReservationRequest(id, subject, new Estimate.OfAmount(amount)))
            .reservation();
      } catch (BudgetExceededException e) {
        assertThat(e.verdict().first().remaining()).isLessThan(amount);
        return null;
      }
    }

    /** The smaller of the two limits is what counts. */
    private void judge() {
      Money held = passed.stream().map(Reservation::amount).reduce(Money.ZERO, Money::plus);
      Money limit = ofUser.limit().min(ofOrganization.limit());
      nodes.forEach(node -> node.leaseKeeper().giveBack());
      assertThat(held).isLessThanOrEqualTo(limit);
      assertThat(limit.minus(held)).as("room for the smallest denied").isLessThan(leastDenied);
      for (Ledger node : nodes) {
        assertThat(status(node, ofUser).reserved()).isEqualTo(held);
        assertThat(status(node, ofOrganization).reserved()).isEqualTo(held);
      }
    }

    /** A third is settled, a third given back, the rest expires. */
    private void end() {
      Money spent = Money.ZERO;
      for (int i = 0; i < passed.size(); i++) {
        Reservation it = passed.get(i);
        Reservations node = nodes.get(random.nextInt(nodes.size())).reservations();
        if (i % 3 == 0) {
          node.settle(it.id(), Settlement.at(it.amount()));
          spent = spent.plus(it.amount());
        } else if (i % 3 == 1) {
          node.release(it.id());
        }
      }
      Instant before = books.now();
      books.setClock(before.plusSeconds(301));
      nodes.forEach(node -> node.leaseKeeper().giveBack());
      for (Ledger node : nodes) {
        BudgetStatus status = status(node, ofUser);
        assertThat(status.reserved()).isEqualTo(Money.ZERO);
        assertThat(status.spent()).isEqualTo(spent);
        assertThat(status.overrun()).isEqualTo(Money.ZERO);
      }
      books.setClock(before);
    }

    private BudgetStatus status(Ledger node, Budget budget) {
      node.caches().catchUp();
      StatusKey key = new StatusKey(budget.id(), budget.windowAt(books.now()));
      return Objects.requireNonNull(node.views().budgetStatus().get(key)).at(books.now());
    }
  }
}
