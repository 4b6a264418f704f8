package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Estimate;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes with clocks of their own, which keep their leases when they are told to. */
abstract class LeasingNodes implements SimulatedNode.World {
  static final Scope.User ANN = new Scope.User("acme", "ann");
  static final Scope.Organization ACME = new Scope.Organization("acme");
  static final Duration WATCH = LeaseSettings.DEFAULT.watch(ReservationRequest.DEFAULT_TTL);

  final Books books;
  final List<SimulatedNode> nodes = new ArrayList<>();
  Instant now = Instant.parse("2026-03-01T10:00:00Z");
  SimulatedNode a;
  SimulatedNode b;
  private int ids;

  LeasingNodes(TestDatabase database) {
    books = Books.open(database);
  }

  @BeforeEach
  final void start() {
    a = node();
    b = node();
  }

  final SimulatedNode node() {
    return node(books.pool());
  }

  final SimulatedNode node(DataSource database) {
    SimulatedNode node =
        new SimulatedNode(this, database, LeaseRules.ALL, Duration.ofHours(nodes.size()), 1);
    nodes.add(node);
    return node;
  }

  @AfterEach
  final void close() {
    nodes.forEach(SimulatedNode::stop);
    books.close();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void pause(SimulatedNode waiting, Duration time) {
    pass(time);
    if (time.toMillis() < 100) {
      nodes.stream().filter(it -> it != waiting).forEach(it -> it.ledger.leaseKeeper().tick());
    }
  }

  final void pass(Duration time) {
    now = now.plus(time);
    nodes.forEach(it -> it.passed(time));
  }

  final Budget budget(Scope scope, String limit) {
    return budget(Budget.builder(Budgets.newId(), scope, Period.DAILY, Money.of(limit)));
  }

  final Budget budget(Budget.Builder builder) {
    return a.ledger.budgets().create(builder.build());
  }

  final Reservation reserve(SimulatedNode node, String amount) {
    return reserve(node, request("r" + ids++, amount)).reservation();
  }

  static Reserved reserve(SimulatedNode node, ReservationRequest request) {
    return node.ledger.reservations().reserve(request);
  }

  static ReservationRequest request(String id, String amount) {
    Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
    return new ReservationRequest(id, subject, new Estimate.OfAmount(Money.of(amount)));
  }

  static boolean isLeased(Reservation reservation) {
    return reservation.id().startsWith(ReservationSeal.PREFIX);
  }

  /** Reserves until the node has a lease, and answers the first that was admitted from it. */
  final Reservation leased(SimulatedNode node, String amount) {
    for (int i = 0; i < 20; i++) {
      Reservation reservation = reserve(node, amount);
      if (isLeased(reservation)) {
        return reservation;
      }
    }
    throw new AssertionError("no lease after 20 reservations");
  }

  final BudgetStatus status(SimulatedNode node, Budget budget) {
    node.ledger.caches().catchUp();
    StatusKey key = new StatusKey(budget.id(), budget.windowAt(now));
    return Objects.requireNonNull(node.ledger.views().budgetStatus().get(key)).at(now);
  }

  final void giveBack() {
    nodes.forEach(it -> it.ledger.leaseKeeper().giveBack());
  }

  final void assertStanding(Budget budget, String spent, String reserved, String overrun) {
    for (SimulatedNode node : List.of(a, b)) {
      BudgetStatus status = status(node, budget);
      assertThat(status.spent()).isEqualTo(Money.of(spent));
      assertThat(status.reserved()).isEqualTo(Money.of(reserved));
      assertThat(status.overrun()).isEqualTo(Money.of(overrun));
    }
  }

  final long rows(String table) {
    return DSL.using(books.pool(), SQLDialect.POSTGRES).fetchCount(DSL.table(table));
  }
}
