package io.trueup.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.cache.CacheException;
import io.trueup.cache.Caches;
import io.trueup.cache.LastKnown;
import io.trueup.changelog.DatabaseOutage;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * With the database away nobody can say whether budgets have room, and each budget says what is done
 * then. Which budgets apply is what the node's cache last knew, of any age: a cache answers nobody
 * with that, so it is asked for it as such. What the node knows to have changed it does not know any
 * more, since the change may be the one that closes.
 *
 * A request passes if a budget that is to fail open applies, and none that could deny it is to fail
 * closed. Without budgets nobody said that it may pass, and a new user's own budget is not made yet.
 * What a budget allows each single request needs no database: that is enforced, and nothing else is
 * asked of such a budget.
 *
 * Nothing is held. The id says what was admitted; whoever settles it writes the row. The same request
 * again is the same reservation, on this node and as far as its memory goes; on another node it is
 * another, of which only one is charged, as both have one request id.
 */
/** Admits requests while the database is away. Safe for use by many threads. */
final class FailOpen {
  private static final Logger LOG = System.getLogger(FailOpen.class.getName());
  private static final int MOST_REMEMBERED = 100_000;
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private static final Comparator<Budget> SMALLEST_FIRST =
      Comparator.comparing((Budget budget) -> budget.scope().kind()).thenComparing(Budget::id);

  /** What was admitted, with what tells a repetition from a conflict. */
  private record Admitted(Reservation reservation, String fingerprint) {}

  private final Caches caches;
  private final LedgerViews views;
  private final Estimates estimates;
  private final Leases leases;
  private final InstantSource clock;
  private final Cache<RequestKey, Admitted> admitted =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();
  private final LongAdder unheld = new LongAdder();
  private final AtomicLong reportedAt = new AtomicLong(-1);

  FailOpen(
      Caches caches, LedgerViews views, Estimates estimates, Leases leases, InstantSource clock) {
    this.caches = caches;
    this.views = views;
    this.estimates = estimates;
    this.leases = leases;
    this.clock = clock;
  }

  /** How many were admitted. */
  long unheld() {
    return unheld.sum();
  }

  /**
   * Holds, or if the database is away for that admits what may pass without. Before, the node reads
   * which budgets apply: so it knows them afterwards, and if the log does not answer it says so in
   * less time than a pool or a socket takes.
   */
  Reserved reserve(ReservationRequest request, Function<ReservationRequest, Reserved> hold) {
    Subject subject = request.subject();
    BudgetsKey key =
        new BudgetsKey.OfSubject(subject.organization(), subject.project(), subject.user());
    BudgetSet before;
    Reserved held;
    try {
      before = views.budgets().get(key);
      held = hold.apply(request);
    } catch (RuntimeException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      return admit(request, key, e);
    }
    if (!before.userIsActive()) {
      learn(key);
    }
    return held;
  }

  /** The request has made its user. */
  private void learn(BudgetsKey key) {
    try {
      views.budgets().get(key);
    } catch (CacheException e) {
      LOG.log(Level.WARNING, "held, though its budgets are not known for an outage", e);
    }
  }

  private Reserved admit(ReservationRequest request, BudgetsKey key, RuntimeException outage) {
    leases.asking(request); // with the database back it is asked, and finds what was given out
    Admitted known = admitted.getIfPresent(request.key());
    if (known == null) {
      Admitted fresh = new Admitted(decide(request, key, outage), Fingerprint.of(request));
      known = admitted.asMap().putIfAbsent(request.key(), fresh);
      if (known == null) {
        report(outage);
        return new Reserved(fresh.reservation(), null, false);
      }
    }
    if (!known.fingerprint().equals(Fingerprint.of(request))) {
      throw new IdempotencyConflictException(request.subject().organization(), request.requestId());
    }
    return new Reserved(known.reservation(), null, true);
  }

  private void report(RuntimeException outage) {
    unheld.increment();
    long position = caches.horizon().value();
    if (reportedAt.getAndSet(position) != position) {
      LOG.log(Level.WARNING, "the database is away: what may fail open is admitted", outage);
    }
  }

  private Reservation decide(ReservationRequest request, BudgetsKey key, RuntimeException outage) {
    BudgetSet set =
        views
            .budgets()
            .lastKnown(key)
            .map(LastKnown::value)
            .orElseThrow(() -> closed("nothing is known of its budgets", null, outage));
    if (!set.userIsActive()) {
      throw closed("its user is not known to be active", null, outage);
    }
    Subject asked = request.subject();
    Subject subject = new Subject(asked.organization(), set.project(), asked.user(), asked.model());
    List<Budget> budgets = set.budgets().stream().filter(it -> it.appliesTo(subject)).toList();
    EstimatedCost cost =
        estimates
            .lastKnown(request.estimate(), subject)
            .orElseThrow(() -> closed("nothing is known of its model's prices", null, outage));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    checkEachRequest(budgets, cost, now);
    checkPolicies(budgets, outage);
    return sealed(request, subject, budgets, cost, now)
        .orElseThrow(() -> closed("its names are too long for an id", null, outage));
  }

  private static void checkEachRequest(List<Budget> budgets, EstimatedCost cost, Instant now) {
    List<BudgetStatus> statuses =
        budgets.stream()
            .filter(it -> !it.period().hasWindows())
            .map(it -> BudgetStatus.ofEachRequest(it, now))
            .toList();
    if (Verdict.on(statuses, cost.amount()) instanceof Verdict.Denied denied) {
      throw new BudgetExceededException(denied, cost);
    }
  }

  private static void checkPolicies(List<Budget> budgets, RuntimeException outage) {
    Budget closed =
        budgets.stream()
            .filter(it -> it.isEnforced() && it.period().hasWindows())
            .filter(it -> it.failPolicy() == FailPolicy.CLOSED)
            .min(SMALLEST_FIRST)
            .orElse(null);
    if (closed != null) {
      throw closed(
          "budget " + closed.id().value() + " is to fail closed then", closed.id(), outage);
    }
    if (budgets.stream().noneMatch(it -> it.failPolicy() == FailPolicy.OPEN)) {
      throw closed("no budget applies that is to fail open", null, outage);
    }
  }

  private static FailedClosedException closed(
      String reason, @Nullable BudgetId budget, RuntimeException outage) {
    return new FailedClosedException(reason, budget, outage);
  }

  private Optional<Reservation> sealed(
      ReservationRequest request,
      Subject subject,
      List<Budget> budgets,
      EstimatedCost cost,
      Instant now) {
    SealedReservation description =
        new SealedReservation(
            caches.horizon().value(),
            request.requestId(),
            subject,
            cost.amount(),
            cost.basis(),
            budgets.stream().filter(it -> it.period().hasWindows()).map(Budget::id).toList(),
            List.of(),
            SealedReservation.microsOf(now),
            Reservation.expiryOf(now, request.ttl()).toEpochMilli(),
            Fingerprint.of(request));
    return leases.seal().sealUnheld(description).map(description::reservation);
  }
}
