package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.ledger.KilledNodes.Answer;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes on one PostgreSQL, each a process, one of which is killed again and again while both
 * are at work. {@code -Dtrueup.kill.reservations=100} sets how many rounds of reservations, {@code
 * -Dtrueup.kill.settlements=1000000} how many calls; {@code -Dtrueup.seed=…} replays the numbers of
 * a run, the instant of a kill is the machine's. What is seen is added to {@code
 * target/killed-nodes.txt} as well.
 */
@SuppressWarnings("NullAway.Init") // all is set before each test
final class KilledNodesTest {
  private static final int ROUNDS = Integer.getInteger("trueup.kill.reservations", 3);
  private static final int SETTLEMENTS = Integer.getInteger("trueup.kill.settlements", 800);
  private static final long SEED =
      Long.getLong("trueup.seed", new SplittableRandom().nextLong(1_000_000_000));

  /** So that many transactions alternate while all are waiting, and a kill finds some done. */
  private static final int SMALL_BATCH = 8;

  private static final int LARGE_BATCH = 500;
  private static final int FIRST = 40;
  private static final int AT_ONCE = 200;

  /** Most are small, so that most of a limit is left when a node is first lent something. */
  private static final int MOST_CENTS = 400;

  private static final int CALLS_AT_ONCE = 256;
  private static final int CALLERS = 64;
  private static final int MOST_CALLS_TO_A_KILL = Math.max(500, SETTLEMENTS / 100);
  private static final int CALLS_TO_A_CHECK = 50_000;

  @TempDir private static Path shared;
  private static SharedClasses classes;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private Postgres postgres;
  private JdbcConnectionPool pool;
  private Ledger observer;
  private KilledNodes nodes;
  private final List<Budget> limits = new ArrayList<>();
  private volatile Instant now = KillTraffic.NOW;
  private volatile long skipped;

  @BeforeAll
  static void archive() throws IOException {
    classes = SharedClasses.in(shared);
    KilledNodes.archive(classes, shared);
  }

  @BeforeEach
  void start() {
    postgres = Postgres.with("ledger", LedgerSchema::migrate).renewed();
    pool = JdbcConnectionPool.create(postgres.poolable());
    observer =
        Ledger.on(pool)
            .clock(() -> now)
            .ticker(() -> System.nanoTime() + skipped)
            .migrated()
            .node("observer")
            .pause(time -> {})
            .open();
  }

  private void startNodes(int batch) throws IOException {
    nodes = new KilledNodes(classes, postgres, folder, batch);
  }

  @AfterEach
  void end() {
    nodes.close();
    observer.close();
    pool.dispose();
    postgres.close();
  }

  /** Reads everything in one snapshot, whatever is written meanwhile. */
  private List<String> violations(LedgerCheck check, Map<String, Long> acknowledged)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      List<String> found =
          check.violations(DSL.using(connection, SQLDialect.POSTGRES), acknowledged);
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(true);
      return found;
    }
  }

  private static void report(String line) throws IOException {
    System.out.println(line);
    Files.writeString(
        Path.of("target", "killed-nodes.txt"),
        line + System.lineSeparator(),
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  @Test
  void whatPassesNeverExceedsALimitThoughANodeIsKilledInEachRound() throws Exception {
    startNodes(SMALL_BATCH);
    LedgerCheck check = new LedgerCheck();
    Sums sums = new Sums();
    for (int round = 0; round < ROUNDS; round++) {
      new Round(round, sums).run();
      assertThat(violations(check, Map.of())).as("seed %d, round %d", SEED, round).isEmpty();
    }
    report(
        "reservations, seed %d: %d rounds of %d; %d asked again, as the killed node had not answered, %d of them"
                .formatted(SEED, ROUNDS, FIRST + AT_ONCE, sums.askedAgain, sums.passedAgain)
            + " passed; %d passed in all, %d of them from leases, %d denied; %s"
                .formatted(sums.passed, sums.fromLeases, sums.denied, check.seen()));
    assertThat(sums.fromLeases).isPositive();
    assertNothingIsHeldOnceAllIsTakenBack();
  }

  /** Those that were killed have given nothing back: it is taken from them. */
  private void assertNothingIsHeldOnceAllIsTakenBack() {
    nodes.close();
    now = KillTraffic.NOW.plusSeconds(301);
    for (int i = 1; i <= 2; i++) { // seen first, and a watch later taken back
      skipped = LeasingNodes.WATCH.plusSeconds(1).toNanos() * i;
      observer.leaseKeeper().tick();
    }
    assertThat(limits).allSatisfy(it -> assertThat(standing(it).reserved()).isEqualTo(Money.ZERO));
  }

  private BudgetStatus standing(Budget budget) {
    observer.caches().catchUp();
    StatusKey key = new StatusKey(budget.id(), budget.windowAt(now));
    return Objects.requireNonNull(observer.views().budgetStatus().get(key)).at(now);
  }

  /** What all rounds came to. */
  private static final class Sums {
    private int askedAgain;
    private int passedAgain;
    private int passed;
    private int fromLeases;
    private int denied;
  }

  /*
   * What was held for a client that never heard of it is held all the same, and asked for again it is
   * the same reservation. Slices that a node had taken to give away itself count as reserved too: so
   * room is what the limit leaves above that.
   */
  /** 200 reservations at once, of random amounts under two random limits. */
  private final class Round {
    private final Scope.User user;
    private final Budget ofUser;
    private final Budget ofOrganization;
    private final Sums sums;
    private final Map<String, Money> asked = new TreeMap<>();
    private final Map<String, Answer> answers = new HashMap<>();

    Round(int number, Sums sums) {
      this.sums = sums;
      this.user = new Scope.User("org-" + number, "ann");
      int least = number == 0 ? 300 : 1; // the first has room enough to be lent
      this.ofUser = budget(user, Period.DAILY, least);
      this.ofOrganization =
          budget(new Scope.Organization(user.organization()), Period.MONTHLY, least);
    }

    private Budget budget(Scope scope, Period period, int least) {
      Money limit = Money.of(Integer.toString(random.nextInt(least, 450)));
      Budget budget =
          observer.budgets().create(Budget.builder(Budgets.newId(), scope, period, limit).build());
      limits.add(budget);
      return budget;
    }

    void run() throws Exception {
      ask(0, FIRST); // enough that both nodes are lent something, where there is room
      take(nodes.answers(FIRST));
      ask(FIRST, FIRST + AT_ONCE);
      take(nodes.answers(random.nextInt(AT_ONCE)));
      int victim = random.nextInt(2);
      List<Answer> late = new ArrayList<>();
      List<String> lost = nodes.kill(victim, late);
      take(late);
      lost.forEach(line -> nodes.tell(random.nextInt(2), line));
      take(nodes.answers(nodes.unanswered()));
      sums.askedAgain += lost.size();
      sums.passedAgain += (int) lost.stream().filter(it -> isHeld(it.split(" ", 3)[1])).count();
      judge();
      endThem();
    }

    private void ask(int from, int to) {
      for (int i = from; i < to; i++) {
        double share = random.nextDouble();
        long cents = 1 + (long) (MOST_CENTS * share * share * share);
        Money amount = Money.of(BigDecimal.valueOf(cents, 2));
        String id = user.organization() + "-" + i;
        asked.put(id, amount);
        nodes.tell(i % 2, reserve(id, amount));
      }
    }

    private String reserve(String id, Money amount) {
      return "reserve %s %s %s %s".formatted(id, user.organization(), user.id(), amount);
    }

    private void take(List<Answer> more) {
      more.forEach(it -> answers.put(it.id(), it));
    }

    private boolean isHeld(String id) {
      return Objects.requireNonNull(answers.get(id)).is(KilledNode.HELD);
    }

    private List<String> passed() {
      return asked.keySet().stream().filter(this::isHeld).toList();
    }

    private void judge() {
      assertThat(answers).hasSize(FIRST + AT_ONCE);
      List<String> passed = passed();
      Money held = passed.stream().map(asked::get).reduce(Money.ZERO, Money::plus);
      Money limit = ofUser.limit().min(ofOrganization.limit());
      Money leastDenied = Money.of("1000");
      for (Map.Entry<String, Money> each : asked.entrySet()) {
        if (!isHeld(each.getKey())) {
          leastDenied = leastDenied.min(each.getValue());
          assertThat(Money.of(Objects.requireNonNull(answers.get(each.getKey())).detail()))
              .isLessThan(each.getValue());
        }
      }
      assertThat(held).as("seed %d", SEED).isLessThanOrEqualTo(limit);
      Money room = Money.of("1000");
      for (Budget budget : List.of(ofUser, ofOrganization)) {
        Money reserved = standing(budget).reserved();
        assertThat(reserved).as("seed %d", SEED).isBetween(held, budget.limit());
        room = room.min(budget.limit().minus(reserved));
      }
      assertThat(room).as("seed %d", SEED).isLessThan(leastDenied);
      sums.passed += passed.size();
      sums.fromLeases +=
          (int)
              passed.stream()
                  .map(id -> Objects.requireNonNull(answers.get(id)).detail())
                  .filter(id -> id.startsWith(ReservationSeal.PREFIX))
                  .count();
      sums.denied += FIRST + AT_ONCE - passed.size();
    }

    /** A third is settled and a third given back, by whichever node; the rest expires. */
    private void endThem() {
      Money spent = Money.ZERO;
      List<String> passed = passed();
      for (int i = 0; i < passed.size(); i++) {
        String reservation = Objects.requireNonNull(answers.get(passed.get(i))).detail();
        Money amount = Objects.requireNonNull(asked.get(passed.get(i)));
        if (i % 3 == 0) {
          nodes.tell(random.nextInt(2), "settle " + reservation + " " + amount);
          spent = spent.plus(amount);
        } else if (i % 3 == 1) {
          nodes.tell(random.nextInt(2), "release " + reservation);
        }
      }
      nodes.answers(nodes.unanswered());
      now = KillTraffic.NOW.plusSeconds(301);
      for (Budget budget : List.of(ofUser, ofOrganization)) {
        assertThat(standing(budget).withoutLeases().reserved()).isEqualTo(Money.ZERO);
        assertThat(standing(budget).spent()).isEqualTo(spent);
        assertThat(standing(budget).overrun()).isEqualTo(Money.ZERO);
      }
      now = KillTraffic.NOW;
    }
  }

  /**
   * Each call is reserved for and settled. What a killed node had not answered is done again by
   * another, at times so late that what was held has expired.
   */
  @Test
  void recordsWindowsAndRollupsAgreeAfterSettlementsWithNodesKilled() throws Exception {
    startNodes(LARGE_BATCH);
    KillTraffic.wideBudgets().forEach(observer.budgets()::create);
    new Calls().run();
  }

  /** So many calls, each until it is answered. */
  private final class Calls {
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Deque<String> again = new ArrayDeque<>();
    private final LedgerCheck check = new LedgerCheck();
    private int told;
    private int kills;
    private int doneAgain;
    private int nextKill = random.nextInt(1, MOST_CALLS_TO_A_KILL);
    private int nextCheck = Math.min(CALLS_TO_A_CHECK, SETTLEMENTS / 2);

    void run() throws Exception {
      long began = System.nanoTime();
      while (acknowledged.size() < SETTLEMENTS) {
        tell();
        nodes.answers(1).forEach(this::acknowledged);
        if (acknowledged.size() >= nextKill) {
          kill();
        }
        if (acknowledged.size() >= nextCheck) {
          check("while they work", began);
          nextCheck += CALLS_TO_A_CHECK;
        }
      }
      check("all", began);
      assertThat(acknowledged).hasSize(SETTLEMENTS);
    }

    private void tell() {
      while (nodes.unanswered() < CALLS_AT_ONCE && (told < SETTLEMENTS || !again.isEmpty())) {
        String line = again.isEmpty() ? "call " + id(told++) : again.remove();
        nodes.tell(random.nextInt(2), line);
      }
    }

    private static String id(int number) {
      return KillTraffic.id(number % CALLERS, number / CALLERS);
    }

    private void acknowledged(Answer answer) {
      assertThat(acknowledged.put(answer.id(), Long.valueOf(answer.text()))).isNull();
    }

    private void kill() throws IOException {
      List<Answer> late = new ArrayList<>();
      List<String> lost = nodes.kill(random.nextInt(2), late);
      late.forEach(this::acknowledged);
      doneAgain += lost.size();
      again.addAll(lost);
      kills++;
      nextKill = acknowledged.size() + random.nextInt(1, MOST_CALLS_TO_A_KILL);
      now = now.plusSeconds(random.nextInt(1_200));
      setClocks();
    }

    /** Other answers come in between. */
    private void setClocks() {
      nodes.setClocks(now).forEach(this::acknowledged);
    }

    private void check(String when, long began) throws Exception {
      assertThat(violations(check, acknowledged)).as("seed %d, %s", SEED, when).isEmpty();
      report(
          "settlements, seed %d, %s: %d settled in %d s, %d kills, %d told again; %s"
              .formatted(
                  SEED,
                  when,
                  acknowledged.size(),
                  (System.nanoTime() - began) / 1_000_000_000,
                  kills,
                  doneAgain,
                  check.seen()));
    }
  }
}
