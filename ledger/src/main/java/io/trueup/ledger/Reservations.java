package io.trueup.ledger;

import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.DatabaseOutage;
import io.trueup.ledger.AdmittedReservations.Admitted;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.Poster.Posted;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.ledger.ReservationRows.Kept;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * reserve -> settle | release | expire, each a row. What is held counts as if it were spent, in every
 * budget that applies, until it ends; so whatever is admitted fits, however many ask at once, on
 * however many nodes. No job ends what nobody settles: its time being over is a comparison.
 */
/**
 * Holds room in budgets before it is spent. Whatever returns is durable, and this node's caches
 * contain it. Safe for use by many threads; not inside a transaction of the caller's.
 */
public final class Reservations {
  private static final String LIST = "reservations";

  private final LedgerDatabase database;
  private final Poster poster;
  private final Estimates estimates;
  private final FailOpen failOpen;
  private final Leases leases;
  private final Recalls recalls;
  private final Supplier<Position> position;
  private final InstantSource clock;
  private final Duration usualTtl;

  Reservations(
      LedgerDatabase database,
      Poster poster,
      Estimates estimates,
      FailOpen failOpen,
      Leases leases,
      Recalls recalls,
      Supplier<Position> position,
      InstantSource clock,
      Duration usualTtl) {
    this.database = database;
    this.poster = poster;
    this.estimates = estimates;
    this.failOpen = failOpen;
    this.leases = leases;
    this.recalls = recalls;
    this.position = position;
    this.clock = clock;
    this.usualTtl = usualTtl;
  }

  /** For how long to hold what says nothing of it. */
  public Duration usualTtl() {
    return usualTtl;
  }

  /**
   * A reservation as it stands.
   *
   * @param position of the change that made it so; null if nothing was changed, or the log no
   *     longer has it
   * @param duplicate whether it was so before
   */
  public record Reserved(Reservation reservation, @Nullable Position position, boolean duplicate) {}

  /**
   * What a settlement came to.
   *
   * @param recorded the usage record
   * @param repeated whether it had been settled before: this is what it came to then
   */
  public record Settled(Reservation reservation, Recorded recorded, boolean repeated) {
    /** What the call cost. */
    public Money cost() {
      return Objects.requireNonNullElse(recorded.record().cost(), Money.ZERO);
    }

    /** How much of what was held is free again. */
    public Money released() {
      return recorded.record().unheld() ? Money.ZERO : reservation.releasedAt(cost());
    }

    /** How much of the cost was not held. */
    public Money overrun() {
      return recorded.record().unheld() ? cost() : reservation.overrunAt(cost());
    }
  }

  /**
   * Holds what the request may cost of every budget that applies to it, or of none. The same
   * request again answers the same reservation.
   *
   * <p>If the database is away, a request passes without anything held if a budget that applies is
   * to {@linkplain io.trueup.spend.FailPolicy#OPEN fail open} and none that could deny it is to
   * fail closed, by what this node last knew of them. Its position is not known, and its repetition
   * only to this node.
   *
   * @throws BudgetExceededException if a budget has no room
   * @throws InactiveUserException if the user is deactivated
   * @throws IdempotencyConflictException if the request id was used for something else
   * @throws UnknownPriceException if usage is estimated and nobody knows what it costs
   * @throws UnknownObjectException if it names an organization, project or user that is not there,
   *     and recording is set not to make them
   * @throws RecordingBusyException if too many are waiting
   * @throws FailedClosedException if the database is away and the request may not pass without it
   */
  public Reserved reserve(ReservationRequest request) {
    Optional<Admitted> earlier = leases.earlier(request);
    return earlier.isPresent()
        ? again(earlier.get(), request)
        : failOpen.reserve(request, this::hold);
  }

  /** How many requests this node has admitted with nothing held, as the database was away. */
  public long unheld() {
    return failOpen.unheld();
  }

  private Reserved hold(ReservationRequest request) {
    EstimatedCost cost = estimates.of(request.estimate(), request.subject(), ReadRequest.BY_POLICY);
    return leases
        .admit(request, cost)
        .map(it -> new Reserved(it, position.get(), false))
        .orElseGet(() -> ask(request, cost));
  }

  private Reserved ask(ReservationRequest request, EstimatedCost cost) {
    leases.asking(request);
    return leases
        .earlier(request)
        .map(it -> again(it, request))
        .orElseGet(() -> reserve(new Operation.Reserve(request, cost)));
  }

  private Reserved again(Admitted earlier, ReservationRequest request) {
    if (!earlier.fingerprint().equals(Fingerprint.of(request))) {
      throw new IdempotencyConflictException(request.subject().organization(), request.requestId());
    }
    String id = earlier.id();
    try {
      Reserved known = find(id).orElseThrow();
      Optional.ofNullable(known.position()).ifPresent(database::followTo);
      return known;
    } catch (RuntimeException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      return described(id).orElseThrow();
    }
  }

  /** Asks the database; again, if there is room only where it was lent. */
  private Reserved reserve(Operation.Reserve operation) {
    Posted posted = poster.post(operation);
    if (posted.outcome() instanceof Outcome.Lent lent) {
      recalls.await(lent.budgets());
      posted = poster.post(operation);
    }
    if (posted.outcome() instanceof Outcome.Lent lent) {
      throw lent.reason();
    }
    return reserved(posted);
  }

  /**
   * Records what a call came to, and gives back the rest. It counts in the windows that were held.
   * Past its time it is recorded as well, all of it as overrun; without a price it is recorded at
   * what was held. A second settlement answers the first.
   *
   * @throws UnknownObjectException if there is no such reservation
   * @throws ReservationEndedException if it was released
   * @throws IdempotencyConflictException if a record of that request id says something else
   * @throws InvalidInputException naming the field that is wrong
   * @throws RecordingBusyException if too many are waiting
   */
  public Settled settle(String id, Settlement settlement) {
    Posted posted = poster.post(new Operation.Settle(id, settlement));
    Outcome.Settled settled = orThrow(posted, Outcome.Settled.class);
    leases.ended(settled.reservation());
    return new Settled(
        settled.reservation(),
        new Recorded(settled.stored().record(), posted.position(), settled.repeated()),
        settled.repeated());
  }

  /**
   * Gives back what is held. Of one that is released or expired nothing is.
   *
   * @throws UnknownObjectException if there is no such reservation
   * @throws ReservationEndedException if it was settled
   * @throws RecordingBusyException if too many are waiting
   */
  public Reserved release(String id) {
    Reserved released = reserved(poster.post(new Operation.Release(id)));
    leases.ended(released.reservation());
    return released;
  }

  /**
   * Holds until so long from now, which may also be sooner than before.
   *
   * @param ttl 1 s to 24 h
   * @throws UnknownObjectException if there is no such reservation
   * @throws ReservationEndedException if it is not held any more
   * @throws RecordingBusyException if too many are waiting
   */
  public Reserved extend(String id, Duration ttl) {
    ReservationRequest.checkTtl(ttl);
    Reserved extended = reserved(poster.post(new Operation.Extend(id, ttl)));
    leases.ended(extended.reservation());
    return extended;
  }

  private static Reserved reserved(Posted posted) {
    Outcome.Reserved it = orThrow(posted, Outcome.Reserved.class);
    return new Reserved(it.reservation(), posted.position(), it.duplicate());
  }

  private static <T extends Outcome> T orThrow(Posted posted, Class<T> wanted) {
    if (posted.outcome() instanceof Rejected it) {
      throw it.reason();
    }
    return wanted.cast(posted.outcome());
  }

  /** The reservation, from the database; what has no row yet, from its id. */
  public Optional<Reserved> find(String id) {
    return database
        .query(sql -> ReservationRows.find(sql, id))
        .map(kept -> reserved(List.of(kept)).get(0))
        .or(() -> described(id));
  }

  private Optional<Reserved> described(String id) {
    return leases.seal().open(id).map(it -> new Reserved(it.reservation(id), null, true));
  }

  /**
   * Reservations, newest first, those of one instant by id, from the database: what was admitted
   * from a lease is among them once it has ended or expired. O(reservations of the page) where an
   * organization is given; what else is asked for is looked through.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Reserved> list(ReservationQuery query, @Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    UsageRows.After after = UsageRows.After.of(LIST, cursor);
    Instant now = clock.instant();
    return Page.of(
            database.query(sql -> ReservationRows.list(sql, query, after, now, limit + 1)),
            limit,
            last ->
                Cursor.of(LIST, last.reservation().madeAt().toString(), last.reservation().id()))
        .map(this::reserved);
  }

  private List<Reserved> reserved(List<Kept> all) {
    Map<UUID, Position> positions =
        database.positionsOf(all.stream().map(Kept::changeId).collect(Collectors.toSet()));
    return all.stream()
        .map(it -> new Reserved(it.reservation(), positions.get(it.changeId()), true))
        .toList();
  }
}
