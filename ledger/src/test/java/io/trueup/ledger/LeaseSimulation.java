package io.trueup.ledger;

import io.trueup.cache.CacheException;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Estimate;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Window;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/*
 * Three nodes with real code over a real database, whose clocks, pauses, suspensions and crashes, one at
 * each step of a reservation, are drawn by a seed. Everything happens on one thread, or on a node's
 * writing thread while that one waits for it.
 *
 * Checked after each event (K8): covered + held <= the largest limit so far, as the database has it; and,
 * as a model that knows every answer has it, covered + what was admitted, has not ended and has not
 * expired: a slice that was taken back too early shows there. When a request is admitted, with nothing in
 * between, it fits the limit that is in force at that moment.
 */
/** One run. */
final class LeaseSimulation implements SimulatedNode.World {
  private static final AtomicLong ORGANIZATIONS = new AtomicLong();
  private static final Instant START = Instant.parse("2026-03-01T21:00:00Z");

  private final DataSource pool;
  private final LeaseRules rules;
  private final Random random;
  private final String organization;
  private final List<SimulatedNode> nodes = new ArrayList<>();

  /** Those that do nothing while others do. */
  private final Set<SimulatedNode> stopped = new HashSet<>();

  private final List<Budget> budgets = new ArrayList<>();
  private final Map<String, Money> largest = new HashMap<>();
  private final List<Given> given = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private Instant now = START;
  private int ids;
  private boolean interleaved;

  /** What a client was answered. */
  private static final class Given {
    private Reservation reservation;
    private boolean ended;

    Given(Reservation reservation) {
      this.reservation = reservation;
    }

    boolean isLive(Instant at) {
      return !ended && at.isBefore(reservation.expiresAt());
    }
  }

  LeaseSimulation(DataSource pool, long seed, LeaseRules rules) {
    this.pool = pool;
    this.rules = rules;
    this.random = new Random(seed);
    this.organization = "org-" + seed + "-" + ORGANIZATIONS.incrementAndGet();
  }

  @Override
  public Instant now() {
    return now;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /** Runs so many steps; answers what was wrong. */
  List<String> run(int steps) {
    for (int i = 0; i < 3; i++) {
      nodes.add(newNode());
    }
    budgets.add(budget(new Scope.User(organization, "ann"), Period.DAILY));
    budgets.add(budget(new Scope.Organization(organization), Period.MONTHLY));
    try {
      for (int i = 0; i < steps && violations.isEmpty(); i++) {
        step();
        check();
      }
    } finally {
      nodes.forEach(SimulatedNode::stop);
    }
    return violations;
  }

  private SimulatedNode newNode() {
    Duration offset = Duration.ofSeconds(random.nextInt(-4000, 4000));
    return new SimulatedNode(this, pool, rules, offset, 0.99 + random.nextInt(21) / 1000.0);
  }

  private Budget budget(Scope scope, Period period) {
    Money limit = Money.of(BigDecimal.valueOf(random.nextInt(40, 400)));
    return nodes
        .get(0)
        .ledger
        .budgets()
        .create(
            Budget.builder(
                    new BudgetId(organization + "-" + period.wireName()), scope, period, limit)
                .build());
  }

  private void step() {
    SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
    int kind = random.nextInt(100);
    if (kind < 40) {
      burst(node, random.nextInt(1, 14));
    } else if (kind < 55) {
      end(node);
    } else if (kind < 65) {
      pass(Duration.ofMillis(random.nextInt(1, 4000)));
    } else if (kind < 72) {
      tickAll();
      pass(Duration.ofSeconds(random.nextInt(1, 200)));
      tickAll();
    } else if (kind < 82) {
      strange(node);
    } else if (kind < 86) {
      crash(node);
    } else if (kind < 91) {
      changeLimit(node);
    } else if (kind < 96) {
      record(node);
    } else {
      tickAll();
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nodes.forEach(node -> node.passed(time));
  }

  /** A node waits: for leases to be given back the others do what is due meanwhile. */
  @Override
  public void pause(SimulatedNode waiting, Duration time) {
    pass(time);
    if (time.toMillis() < 100) {
      nodes.stream().filter(it -> it != waiting && !stopped.contains(it)).forEach(this::tick);
    }
  }

  private void tickAll() {
    nodes.forEach(this::tick);
  }

  private void tick(SimulatedNode node) {
    node.hears();
    attempt("tick", node, ledger -> ledger.leaseKeeper().tick());
  }

  private void strange(SimulatedNode node) {
    makeRoom();
    burst(node, 9);
    switch (random.nextInt(6)) {
      case 0 -> turn(node);
      case 1 -> {
        count("suspended");
        node.suspend(true);
        others(node);
        node.suspend(false);
        if (random.nextBoolean()) {
          node.hears();
        }
      }
      case 2 -> {
        count("wall clock moved");
        node.moveWallClock(Duration.ofSeconds(random.nextInt(-2_000, 600)));
        others(node);
      }
      case 3 -> {
        count("stopped at the clock");
        node.onClock(() -> others(node));
      }
      default -> {
        count("stopped after a commit");
        stopAfterCommits(node, random.nextInt(1, 3));
      }
    }
    burst(node, random.nextInt(1, 14));
    node.onClock(() -> {});
    node.database().afterCommit(() -> {});
  }

  private void stopAfterCommits(SimulatedNode node, int commits) {
    node.database()
        .afterCommit(
            () -> {
              if (commits == 1) {
                others(node);
              } else {
                stopAfterCommits(node, commits - 1);
              }
            });
  }

  /** A daily window ends while there are leases of it. */
  private void turn(SimulatedNode node) {
    count("window turned");
    Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    pass(Duration.between(now, midnight.minusSeconds(4)));
    tickAll();
    burst(node, 13);
    pass(Duration.between(now, midnight.plusMillis(10)).abs());
    fill(nodes.get(random.nextInt(nodes.size())));
  }

  /** What was held has expired, what was lent is taken back, and limits are well above the rest. */
  private void makeRoom() {
    tickAll();
    pass(Duration.ofSeconds(400));
    tickAll();
    Map<String, Money> spent = spent();
    for (Budget budget : budgets) {
      Money limit =
          spent
              .getOrDefault(keyOf(budget, budget.windowAt(now)), Money.ZERO)
              .plus(Money.of(BigDecimal.valueOf(random.nextInt(100, 300))));
      changeLimit(nodes.get(0), budget, limit);
    }
  }

  private Map<String, Money> spent() {
    Map<String, Money> spent = new HashMap<>();
    accounts().forEach(row -> spent.put(keyOf(row), Money.of(row.get("spent", BigDecimal.class))));
    return spent;
  }

  /**
   * Long enough for its leases to be over, or even to be taken back; the others use what is left.
   */
  private void others(SimulatedNode node) {
    interleaved = true;
    stopped.add(node);
    List<SimulatedNode> awake = nodes.stream().filter(it -> it != node).toList();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      awake.forEach(this::tick);
      pass(Duration.ofSeconds(random.nextInt(1, 340)));
      awake.forEach(this::tick);
    }
    fill(awake.get(random.nextInt(awake.size())));
    stopped.remove(node);
  }

  private void burst(SimulatedNode node, int requests) {
    Money amount = Money.of(BigDecimal.valueOf(random.nextInt(20, 250), 2));
    int denied = 0;
    for (int i = 0; i < 2 * requests && denied < 2; i++) {
      denied = reserve(node, amount) ? 0 : denied + 1;
    }
  }

  /** Takes all that is left, to the last cents. */
  private void fill(SimulatedNode node) {
    for (String amount : List.of("20", "4", "0.8", "0.16", "0.03")) {
      int left = 25;
      while (left > 0 && reserve(node, Money.of(amount))) {
        left--;
      }
    }
  }

  /** Whether it was admitted. */
  private boolean reserve(SimulatedNode node, Money amount) {
    Duration ttl = Duration.ofSeconds(random.nextInt(10) == 0 ? 2_000 : random.nextInt(1, 300));
    Subject subject = new Subject(organization, null, "ann", new ModelId("openai", "gpt-4o"));
    ReservationRequest request =
        new ReservationRequest("r" + ids++, subject, new Estimate.OfAmount(amount), ttl);
    boolean lagged = node.lags();
    boolean before = interleaved;
    interleaved = false;
    try {
      Reservation reservation = node.ledger.reservations().reserve(request).reservation();
      count(reservation.id().startsWith(ReservationSeal.PREFIX) ? "leased" : "held");
      if (!lagged && !interleaved) {
        checkFits(reservation);
      }
      given.add(new Given(reservation));
      return true;
    } catch (BudgetExceededException e) {
      count("denied");
    } catch (LedgerException | CacheException e) {
      count("failed");
    } finally {
      interleaved |= before;
    }
    return false;
  }

  private void end(SimulatedNode node) {
    for (int i = random.nextInt(1, 8); i > 0 && !given.isEmpty(); i--) {
      Given it = given.get(random.nextInt(given.size()));
      String id = it.reservation.id();
      node.hears();
      switch (random.nextInt(5)) {
        case 0 -> ends(it, node, ledger -> ledger.reservations().release(id));
        case 1 -> extend(it, node);
        default -> {
          Money cost = it.reservation.amount().times(BigDecimal.valueOf(random.nextInt(15), 1));
          ends(it, node, ledger -> ledger.reservations().settle(id, Settlement.at(cost)));
        }
      }
    }
  }

  private void ends(Given it, SimulatedNode node, Consumer<Ledger> end) {
    if (attempt("end", node, end)) {
      it.ended = true;
    } else {
      lookUp(it);
    }
  }

  /** Of what failed it is open whether it was done: the database knows. */
  private void lookUp(Given it) {
    ReservationRows.find(DSL.using(pool, SQLDialect.H2), it.reservation.id())
        .ifPresent(
            kept -> {
              it.reservation = kept.reservation();
              it.ended = kept.reservation().end() != null;
            });
  }

  private void extend(Given it, SimulatedNode node) {
    Duration ttl = Duration.ofSeconds(random.nextInt(1, 1_000));
    attempt("extend", node, ledger -> ledger.reservations().extend(it.reservation.id(), ttl));
    lookUp(it);
  }

  private void changeLimit(SimulatedNode node) {
    Budget budget = budgets.get(random.nextInt(budgets.size()));
    changeLimit(node, budget, Money.of(BigDecimal.valueOf(random.nextInt(0, 400))));
    everybodyAsks();
  }

  private void changeLimit(SimulatedNode node, Budget budget, Money limit) {
    node.hears();
    attempt(
        "limit",
        node,
        ledger ->
            ledger
                .budgets()
                .update(budget.id(), old -> old.toBuilder().limit(limit).build(), null));
  }

  private void everybodyAsks() {
    nodes.forEach(it -> burst(it, 2));
  }

  /** Spent with nothing held. */
  private void record(SimulatedNode node) {
    node.hears();
    UsageRequest request =
        Books.request("u" + ids++, organization, "ann")
            .cost(Money.of(BigDecimal.valueOf(random.nextInt(0, 40))))
            .build();
    attempt("record", node, ledger -> ledger.usage().record(request));
    everybodyAsks();
  }

  /** Whether it was done; of what fails it is not known. */
  private boolean attempt(String what, SimulatedNode node, Consumer<Ledger> work) {
    try {
      work.accept(node.ledger);
      count(what);
      return true;
    } catch (LedgerException | CacheException e) {
      count(what + " failed");
      return false;
    }
  }

  /** The process dies: before or after the commit of what it does next, or at rest. */
  private void crash(SimulatedNode node) {
    HookedCommits.Hook dies =
        () -> {
          node.database().end();
          throw new SQLException("killed", "08006");
        };
    switch (random.nextInt(3)) {
      case 0 -> node.database().beforeCommit(dies);
      case 1 -> node.database().afterCommit(dies);
      default -> count("killed at rest");
    }
    if (random.nextBoolean()) {
      burst(node, random.nextInt(1, 12));
    } else {
      end(node);
    }
    count("killed");
    node.crash();
    nodes.set(nodes.indexOf(node), newNode());
  }

  private void checkFits(Reservation reservation) {
    Map<String, Money> spent = spent();
    for (Budget budget : current()) {
      Window window = budget.windowAt(reservation.madeAt());
      Money all =
          spent
              .getOrDefault(keyOf(budget, window), Money.ZERO)
              .plus(live(window))
              .plus(reservation.amount());
      if (all.compareTo(budget.limit()) > 0) {
        violations.add("admitted above " + budget.limit() + ": " + all + " " + reservation);
      }
    }
  }

  private Money live(Window window) {
    return given.stream()
        .filter(it -> it.isLive(now) && isIn(window, it.reservation.madeAt()))
        .map(it -> it.reservation.amount())
        .reduce(Money.ZERO, Money::plus);
  }

  private static boolean isIn(Window window, Instant at) {
    return !at.isBefore(window.from()) && at.isBefore(window.to());
  }

  private List<Budget> current() {
    return BudgetRows.in(
        DSL.using(pool, SQLDialect.H2), budgets.stream().map(Budget::scope).toList());
  }

  private List<? extends Record> accounts() {
    return DSL.using(pool, SQLDialect.H2)
        .fetch(
            "select w.budget, w.window_from, w.spent, w.covered, (select coalesce(sum(h.amount), 0)"
                + " from trueup_hold h where h.budget = w.budget and h.window_from = w.window_from"
                + " and h.expires_at > ?) held from trueup_budget_window w"
                + " where w.budget like ?",
            now.toEpochMilli(),
            organization + "-%");
  }

  private static String keyOf(Record row) {
    return row.get("budget") + "@" + row.get("window_from");
  }

  private static String keyOf(Budget budget, Window window) {
    return budget.id() + "@" + window.from().getEpochSecond();
  }

  private void check() {
    List<Budget> all = current();
    for (Budget budget : all) {
      largest.merge(keyOf(budget, budget.windowAt(now)), budget.limit(), Money::max);
    }
    for (Record row : accounts()) {
      Budget budget =
          all.stream().filter(it -> it.id().value().equals(row.get("budget"))).findAny().get();
      Window window = budget.windowAt(Instant.ofEpochSecond(row.get("window_from", Long.class)));
      Money covered = Money.of(row.get("covered", BigDecimal.class));
      Money limit = largest.getOrDefault(keyOf(row), budget.limit());
      Money held = covered.plus(Money.of(row.get("held", BigDecimal.class)));
      Money known = covered.plus(live(window));
      if (held.compareTo(limit) > 0) {
        violations.add("covered + held = " + held + " > " + limit + " of " + keyOf(row));
      }
      if (known.compareTo(limit) > 0) {
        violations.add("covered + admitted = " + known + " > " + limit + " of " + keyOf(row));
      }
    }
  }
}
