package io.trueup.server.trace;

import io.trueup.ledger.BudgetExceededException;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.Reservation;
import io.trueup.ledger.ReservationRequest;
import io.trueup.ledger.Settlement;
import io.trueup.ledger.SpendKey;
import io.trueup.spend.Budget;
import io.trueup.spend.Estimate;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * The checker has prices and sums of its own. Each request and each answer has a number, drawn when it
 * begins and when it is there, so what was over before another thing began has lower numbers.
 *
 * Between a request and its answer others begin and end, and nobody can say from outside which of them
 * the decision saw. So a denial is wrong if the request would have fitted with everything counted that
 * could have been spent or held at any moment between: each reservation asked for before the answer, at
 * the larger of amount and cost, unless its settlement was answered before the request began: then at its
 * cost. An admission is wrong if it would not have fitted with only that counted which must have been
 * there all the time: what was admitted before the request began, at the smaller of amount and cost if
 * its settlement began before the answer, and at its cost if that was answered before. One after the other
 * both are the same exact sum.
 */
/** Replays the trace through reservations on some nodes, and judges every decision. */
final class ReservedTrace {
  private static final BigDecimal MILLION = new BigDecimal(1_000_000);

  /** Dollars for a million tokens, in and out, of the trace's models in turn. */
  private static final List<List<String>> PRICES =
      List.of(
          List.of("2.5", "10"), List.of("0.15", "0.6"), List.of("1", "5"), List.of("0.3", "2.5"));

  /** A caller asks for whole blocks of output. */
  private static final long BLOCK = 256;

  /** So many calls of all callers are under way when one settles its first: two of each user. */
  private static final int UNDER_WAY = 2 * TraceRow.USERS * TraceRow.ORGANIZATIONS.size();

  /** What leases admit at most. Nothing expires: a call is settled within two of each user. */
  private static final Duration TTL = Duration.ofMinutes(5);

  private static final long NEVER = Long.MAX_VALUE;

  private final List<Ledger> nodes;
  private final TraceTime time;
  private final BigDecimal limit;
  private final AtomicLong number = new AtomicLong();
  private final Map<Scope.User, Queue<Call>> calls = new ConcurrentHashMap<>();

  /** On these nodes of one database, whose clock this is, with so much for each user and day. */
  ReservedTrace(List<Ledger> nodes, TraceTime time, BigDecimal limit) {
    this.nodes = nodes;
    this.time = time;
    this.limit = limit;
  }

  /**
   * What came of it.
   *
   * @param admitted how many calls were admitted
   * @param fromLeases how many of them in memory
   * @param denied how many were not
   * @param overspend what the records of all users come to above their limits
   * @param deniedThoughItFitted wrong denials
   * @param admittedThoughItDidNotFit wrong admissions
   */
  record Outcome(
      long admitted,
      long fromLeases,
      long denied,
      BigDecimal overspend,
      List<String> deniedThoughItFitted,
      List<String> admittedThoughItDidNotFit) {}

  /** A call as its caller saw it. Written by one thread, then read by another. */
  private static final class Call {
    private final TraceRow row;
    private final BigDecimal amount;
    private final BigDecimal cost;
    private long asked;
    private long answered;
    private long settling = NEVER;
    private long settled = NEVER;
    private @Nullable Reservation reservation;

    Call(TraceRow row) {
      this.row = row;
      this.amount = price(row, mostOutput(row));
      this.cost = price(row, row.outputTokens());
    }

    private static BigDecimal price(TraceRow row, long output) {
      List<String> prices = PRICES.get(row.index() % PRICES.size());
      return new BigDecimal(prices.get(0))
          .multiply(BigDecimal.valueOf(row.inputTokens()))
          .add(new BigDecimal(prices.get(1)).multiply(BigDecimal.valueOf(output)))
          .divide(MILLION);
    }

    static long mostOutput(TraceRow row) {
      return (row.outputTokens() / BLOCK + 1) * BLOCK;
    }

    boolean isAdmitted() {
      return reservation != null;
    }

    /** The most that this was of the budget while the other was decided. */
    BigDecimal mostDuring(Call other) {
      if (!isAdmitted() || asked > other.answered) {
        return BigDecimal.ZERO;
      }
      return settled < other.asked ? cost : amount.max(cost);
    }

    /** The least. */
    BigDecimal leastDuring(Call other) {
      if (!isAdmitted() || answered > other.asked) {
        return BigDecimal.ZERO;
      }
      if (settled < other.asked) {
        return cost;
      }
      return settling > other.answered ? amount : amount.min(cost);
    }
  }

  /** Replays the first rows, by so many callers at once. */
  Outcome run(int rows, int callers) throws Exception {
    List<TraceRow> all = new ArrayList<>();
    Trace.shipped().forEach(all::add);
    time.reach(all.get(0).at());
    giveBudgets();
    Queue<TraceRow> left = new ConcurrentLinkedQueue<>(all.subList(0, rows));
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        ends.add(threads.submit(() -> replay(left, UNDER_WAY / callers)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return outcome();
  }

  /** In one transaction, so that the other node is waited for once. */
  private void giveBudgets() {
    nodes
        .get(0)
        .transactions()
        .execute(
            transaction -> {
              TraceRow.ORGANIZATIONS.forEach(this::giveBudgets);
              return calls.size();
            });
  }

  private void giveBudgets(String organization) {
    for (int person = 0; person < TraceRow.USERS; person++) {
      Scope.User user = TraceRow.user(organization, person);
      nodes
          .get(0)
          .budgets()
          .create(Budget.builder(Budgets.newId(), user, Period.DAILY, Money.of(limit)).build());
      calls.put(user, new ConcurrentLinkedQueue<>());
    }
  }

  private Queue<Call> of(Scope.User user) {
    return Objects.requireNonNull(calls.get(user));
  }

  private void replay(Queue<TraceRow> left, int most) {
    Deque<Call> underWay = new ArrayDeque<>();
    for (TraceRow row = left.poll(); row != null; row = left.poll()) {
      time.reach(row.at());
      Call call = new Call(row);
      reserve(call);
      of(row.user()).add(call);
      if (call.isAdmitted()) {
        underWay.add(call);
      }
      if (underWay.size() >= most) {
        settle(underWay.remove());
      }
    }
    underWay.forEach(this::settle);
  }

  private Ledger node(int index) {
    return nodes.get(index % nodes.size());
  }

  private void reserve(Call call) {
    TraceRow row = call.row;
    Subject subject =
        new Subject(
            row.user().organization(), row.request().project(), row.user().id(), row.model());
    Estimate estimate =
        new Estimate.OfUsage(Usage.of(Unit.INPUT_TOKENS, row.inputTokens()), Call.mostOutput(row));
    call.asked = number.getAndIncrement();
    try {
      call.reservation =
          node(row.index())
              .reservations()
              .reserve(new ReservationRequest(row.requestId(), subject, estimate, TTL))
              .reservation();
    } catch (BudgetExceededException e) {
      call.reservation = null;
    }
    call.answered = number.getAndIncrement();
    if (call.reservation != null
        && call.reservation.amount().amount().compareTo(call.amount) != 0) {
      throw new AssertionError(call.reservation + " holds another amount than " + call.amount);
    }
  }

  /** On the other node, if there is one. */
  private void settle(Call call) {
    TraceRow row = call.row;
    Reservation reservation = call.reservation;
    if (reservation != null) {
      call.settling = number.getAndIncrement();
      Money cost =
          node(row.index() + 1)
              .reservations()
              .settle(reservation.id(), Settlement.of(row.usage()))
              .cost();
      call.settled = number.getAndIncrement();
      if (cost.amount().compareTo(call.cost) != 0) {
        throw new AssertionError(reservation + " cost " + cost + ", not " + call.cost);
      }
    }
  }

  private Outcome outcome() {
    List<Call> all = calls.values().stream().flatMap(Queue::stream).toList();
    long admitted = all.stream().filter(Call::isAdmitted).count();
    return new Outcome(
        admitted,
        nodes.stream().mapToLong(node -> node.leaseStatistics().admissions()).sum(),
        all.size() - admitted,
        calls.keySet().stream().map(this::overspend).reduce(BigDecimal.ZERO, BigDecimal::add),
        all.stream()
            .filter(it -> !it.isAdmitted() && mostWith(it).compareTo(limit) <= 0)
            .map(it -> it.row + " with " + mostWith(it))
            .collect(Collectors.toList()),
        all.stream()
            .filter(it -> it.isAdmitted() && leastWith(it).compareTo(limit) > 0)
            .map(it -> it.row + " with " + leastWith(it))
            .collect(Collectors.toList()));
  }

  private BigDecimal mostWith(Call call) {
    return others(call).stream()
        .map(it -> it.mostDuring(call))
        .reduce(call.amount, BigDecimal::add);
  }

  private BigDecimal leastWith(Call call) {
    return others(call).stream()
        .map(it -> it.leastDuring(call))
        .reduce(call.amount, BigDecimal::add);
  }

  private List<Call> others(Call call) {
    return of(call.row.user()).stream().filter(it -> it != call).toList();
  }

  private BigDecimal overspend(Scope.User user) {
    SpendKey today = new SpendKey(user, Period.DAILY.windowAt(time.instant(), ZoneOffset.UTC));
    BigDecimal spent = nodes.get(0).recompute().recorded(today).cost().amount();
    return spent.subtract(limit).max(BigDecimal.ZERO);
  }
}
