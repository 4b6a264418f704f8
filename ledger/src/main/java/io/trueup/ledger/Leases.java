package io.trueup.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.cache.CacheException;
import io.trueup.cache.Caches;
import io.trueup.cache.Incarnation;
import io.trueup.cache.Ticker;
import io.trueup.ledger.AdmittedReservations.Admitted;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * A lease is a slice of a budget's room that the database counts as held and this node spends in memory.
 * The slice is in the database before anything is admitted from it, so whatever the node does, or if it
 * dies, no more than the slice can be out: K8 does not rest on the node. What does is that the slice is
 * taken back no sooner than the node has stopped admitting and what it admitted has ended, and that a
 * budget that was changed is not admitted from: the rules are in LeaseRules.
 *
 * A lease may only say yes. Whatever it can't say yes to is asked of the database: a budget that no lease
 * is of, a free request, a long hold, an amount above the room, one that is late.
 *
 * What a node admitted has no row until it ends. Its id describes it, so that any node can end it.
 *
 * Invariant: a request is admitted here only if this node was not asked for it lately. So the same request
 * again is the same reservation, whether it was admitted here, and is remembered, or has a row: the
 * database answers then. Sent to another node it may be a second one, which expires, and never a second
 * charge: the record goes by the request's id.
 */
/** The leases of this node, and what is admitted from them. Safe for use by many threads. */
final class Leases {
  private static final int MOST_ADMITTED = 100_000;
  private static final int MOST_PACES = 10_000;

  private final LedgerViews views;
  private final Caches caches;
  private final Clocks clocks;
  private final ReservationSeal seal;
  private final LeaseSettings settings;
  private final Duration longestHold;
  private final LeaseRules rules;

  private final Map<BudgetId, Lease> held = new ConcurrentHashMap<>();
  private final Map<String, Lease.Closed> closing = new LinkedHashMap<>();
  private final AdmittedReservations admitted = new AdmittedReservations(MOST_ADMITTED);
  private final RecentRequests recent = new RecentRequests();
  private final Cache<BudgetId, Pace> paces = Caffeine.newBuilder().maximumSize(MOST_PACES).build();
  private final AtomicLong numbers = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private final LongAdder admissions = new LongAdder();
  private boolean stopped;
  private @Nullable Incarnation otherHistory;
  private long otherHistorySince;

  /**
   * The clocks of a node.
   *
   * @param now the ledger's: what windows and expiries go by
   * @param monotonic the machine's, for durations
   * @param wall the machine's own wall clock, for durations only
   */
  record Clocks(InstantSource now, Ticker monotonic, InstantSource wall) {}

  Leases(
      LedgerViews views,
      Caches caches,
      Clocks clocks,
      ReservationSeal seal,
      LeaseSettings settings,
      Duration usualTtl,
      LeaseRules rules) {
    this.views = views;
    this.caches = caches;
    this.clocks = clocks;
    this.seal = seal;
    this.settings = settings;
    this.longestHold = LeaseSettings.longestHold(usualTtl);
    this.rules = rules;
  }

  ReservationSeal seal() {
    return seal;
  }

  LeaseRules rules() {
    return rules;
  }

  boolean isOn() {
    return settings.isOn();
  }

  /** For how long a lease of this node must be seen until it is taken back. */
  Duration watch() {
    return settings.watch(longestHold);
  }

  Duration time() {
    return settings.time();
  }

  /** How many reservations were admitted in memory. */
  long admissions() {
    return admissions.sum();
  }

  /** From how many leases this node admits. */
  int size() {
    return held.size();
  }

  /** What the time of a lease counts from, if the database is asked now. */
  Lease.Start start() {
    return new Lease.Start(
        clocks.monotonic().nanos(), clocks.wall().instant(), caches.incarnation());
  }

  /** What was admitted here for the same request and has not ended here. */
  Optional<Admitted> earlier(ReservationRequest request) {
    return admitted.find(request.key());
  }

  /**
   * The database is about to be asked for the request: from now on it is not admitted here. What
   * was admitted for it before, by another thread, is there to be found.
   */
  void asking(ReservationRequest request) {
    if (isOn()) {
      seen(request.key());
    }
  }

  private synchronized void seen(RequestKey key) {
    recent.add(key);
  }

  /** Admits the request if leases of all budgets that apply to it have room; empty: ask. */
  Optional<Reservation> admit(ReservationRequest request, EstimatedCost cost) {
    if (held.isEmpty()
        || !cost.amount().isPositive()
        || !rules.mayHold(request.ttl(), longestHold)) {
      return Optional.empty();
    }
    Instant now = clocks.now().instant().truncatedTo(ChronoUnit.MICROS);
    return choose(request.subject(), cost.amount(), now)
        .flatMap(choice -> admit(choice, request, describe(choice, request, cost, now)));
  }

  private Optional<Reservation> admit(
      Choice choice, ReservationRequest request, SealedReservation description) {
    return seal.seal(description)
        .map(id -> description.admitted(request.key(), id))
        .filter(it -> take(choice.leases(), description.amount(), it))
        .map(it -> description.reservation(it.id()));
  }

  /** Freshness and policy: the leases to admit from, one of each budget that applies. */
  private Optional<Choice> choose(Subject asked, Money amount, Instant now) {
    BudgetSet set;
    try {
      set =
          views
              .budgets()
              .get(new BudgetsKey.OfSubject(asked.organization(), asked.project(), asked.user()));
    } catch (CacheException e) {
      return Optional.empty(); // the database is asked, and says what is wrong
    }
    Subject charged = new Subject(asked.organization(), set.project(), asked.user(), asked.model());
    Incarnation history = caches.incarnation();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < set.budgets().size(); i++) {
      Budget budget = set.budgets().get(i);
      if (!budget.appliesTo(charged)) {
        continue;
      }
      if (!budget.period().hasWindows()) {
        if (budget.isEnforced() && amount.compareTo(budget.limitAt(now)) > 0) {
          return Optional.empty();
        }
        continue;
      }
      Lease lease = held.get(budget.id());
      if (lease == null || !isUsable(lease, budget, set.recalls().get(i), now, history)) {
        return Optional.empty();
      }
      leases.add(lease);
    }
    return set.userIsActive() && !leases.isEmpty()
        ? Optional.of(new Choice(charged, leases))
        : Optional.empty();
  }

  private boolean isUsable(
      Lease lease, Budget budget, long recalls, Instant now, Incarnation history) {
    Lease.Terms terms = lease.terms();
    return rules.isOfThisBudget(terms.budget().version(), budget.version())
        && rules.isNotRecalled(terms.recalls(), recalls)
        && rules.isWithin(terms.isAt(now))
        && rules.isOfThisHistory(lease.start().incarnation().equals(history));
  }

  /** Leases of all budgets that apply to a subject, the home project filled in. */
  private record Choice(Subject subject, List<Lease> leases) {}

  private SealedReservation describe(
      Choice choice, ReservationRequest request, EstimatedCost cost, Instant now) {
    return new SealedReservation(
        numbers.incrementAndGet(),
        request.requestId(),
        choice.subject(),
        cost.amount(),
        cost.basis(),
        choice.leases().stream().map(it -> it.terms().budgetId()).toList(),
        choice.leases().stream().map(it -> it.terms().id()).toList(),
        SealedReservation.microsOf(now),
        Reservation.expiryOf(now, request.ttl()).toEpochMilli(),
        Fingerprint.of(request));
  }

  /**
   * Of all leases or of none; a lease that was closed meanwhile has no room. With the lock in hand
   * nothing is waited for between the look at the clocks and the room that is taken.
   */
  private synchronized boolean take(List<Lease> leases, Money amount, Admitted it) {
    if (!areInTime(leases)
        || stopped
        || recent.contains(it.key())
        || !admitted.accepts(it.key())
        || !leases.stream().allMatch(lease -> lease.hasRoomFor(amount))) {
      return false;
    }
    leases.forEach(lease -> lease.take(amount));
    admitted.add(it);
    recent.add(it.key());
    admissions.increment();
    return true;
  }

  /**
   * The time that the hold counts from has been read before: whoever is stopped after this admits
   * what ends no later for it.
   */
  private boolean areInTime(List<Lease> leases) {
    long nanos = clocks.monotonic().nanos();
    Instant wall = clocks.wall().instant();
    return leases.stream().allMatch(it -> isInTime(it, nanos, wall));
  }

  private boolean isInTime(Lease lease, long nanos, Instant wall) {
    return rules.isInTime(
        Duration.ofNanos(nanos - lease.start().nanos()),
        Duration.between(lease.start().wall(), wall),
        settings.time());
  }

  /** It has ended in the database, or has a row there. */
  synchronized void ended(Reservation it) {
    admitted.remove(new RequestKey(it.subject().organization(), it.requestId()), it.id());
  }

  /** What expired here has ended, whoever ended it. */
  synchronized void ended(Admitted it) {
    admitted.remove(it.key(), it.id());
  }

  /** How much was admitted and has not ended, as far as this node knows. */
  int open() {
    return admitted.size();
  }

  /** What expired and nobody ended here, at most so many. */
  synchronized List<Admitted> expired(int limit) {
    return admitted.expired(clocks.now().instant().toEpochMilli(), limit);
  }

  /** So much was reserved of the budget in the database. */
  void reserved(BudgetId budget, Money amount) {
    pace(budget, 1, amount);
  }

  private synchronized void pace(BudgetId budget, int reservations, Money amount) {
    long now = clocks.monotonic().nanos();
    paces
        .get(budget, id -> new Pace(now, settings.time().toNanos()))
        .add(now, reservations, amount);
  }

  /**
   * How much a new lease of the budget should hold: what will probably be reserved in its time. 0
   * if it is not worth one, or there is one that lasts.
   */
  synchronized Money wanted(BudgetId budget) {
    Pace pace = paces.getIfPresent(budget);
    if (stopped || !isOn() || pace == null) {
      return Money.ZERO;
    }
    Money expected = pace.expected(clocks.monotonic().nanos());
    Lease lease = held.get(budget);
    boolean lasts = lease != null && lease.room().times(4).compareTo(expected) >= 0;
    return lasts ? Money.ZERO : expected;
  }

  /** A lease that a transaction grants to this node. */
  record Granted(Lease.Terms terms, Money slice) {}

  /**
   * Leases that were committed may be admitted from.
   *
   * @param asked before the transaction began
   */
  synchronized void begin(Collection<Granted> granted, Lease.Start asked) {
    Lease.Start start = rules.beginning(asked, start());
    for (Granted each : granted) {
      BudgetId budget = each.terms().budgetId();
      retire(budget);
      held.put(budget, new Lease(each.terms(), start, each.slice()));
      if (stopped) {
        retire(budget);
      }
    }
  }

  /** Nothing is admitted from this node's lease of the budget any more; empty if it has none. */
  synchronized Optional<Lease.Closed> retire(BudgetId budget) {
    Lease lease = held.remove(budget);
    if (lease == null) {
      return Optional.empty();
    }
    if (lease.admitted() > 0) {
      pace(budget, lease.admitted(), lease.given());
    }
    Lease.Closed closed = lease.close();
    closing.put(closed.lease(), closed);
    return Optional.of(closed);
  }

  /** Retires those that are late, over, or of a budget that is another now. */
  void retireUnusable() {
    long nanos = clocks.monotonic().nanos();
    Instant wall = clocks.wall().instant();
    for (Lease lease : held.values()) {
      if (!isInTime(lease, nanos, wall) || !isCurrent(lease)) {
        retire(lease);
      }
    }
  }

  private synchronized void retire(Lease lease) {
    if (held.get(lease.terms().budgetId()) == lease) {
      retire(lease.terms().budgetId());
    }
  }

  /** As far as the view says; where it says nothing, nothing is admitted either. */
  private boolean isCurrent(Lease lease) {
    try {
      BudgetSet set = views.budgets().get(new BudgetsKey.ById(lease.terms().budgetId()));
      Incarnation history = caches.incarnation();
      return !set.budgets().isEmpty()
          && set.budgets().get(0).active()
          && isUsable(
              lease, set.budgets().get(0), set.recalls().get(0), clocks.now().instant(), history);
    } catch (CacheException e) {
      return true;
    }
  }

  /**
   * Whether a lease that this node has seen for so long is to be taken back.
   *
   * @param seen by the node's monotonic clock
   */
  boolean isOver(LeaseRows.Row lease, Duration seen) {
    Duration sinceGrant = Duration.between(lease.grantedAt(), clocks.now().instant());
    return rules.isOver(seen, sinceGrant, lease.watch(), settings.time());
  }

  /**
   * Whether leases may be granted in this history of the database, which is not that of the last
   * ones: once this node has seen it for as long as any of those must be seen.
   */
  synchronized boolean mayGrantAgain(Lease.Start start, LeaseRows.History last) {
    long now = clocks.monotonic().nanos();
    if (!start.incarnation().equals(otherHistory)) {
      otherHistory = start.incarnation();
      otherHistorySince = now;
    }
    Duration longest = last.watch().compareTo(watch()) > 0 ? last.watch() : watch();
    return rules.mayGrantAgain(Duration.ofNanos(now - otherHistorySince), longest);
  }

  /** Those whose rest is to be given back. */
  synchronized List<Lease.Closed> closing() {
    return List.copyOf(closing.values());
  }

  /** The database has the lease's rest. */
  synchronized void closed(String lease) {
    closing.remove(lease);
  }

  /** Retires all that this node has. */
  synchronized void retireAll() {
    List.copyOf(held.keySet()).forEach(this::retire);
  }

  /** Admits nothing any more. */
  synchronized void stop() {
    stopped = true;
    retireAll();
  }
}
