package io.trueup.ledger;

import io.trueup.cache.Change;
import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.LedgerChange.BudgetHeld;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.Outcome.Reserved;
import io.trueup.ledger.Outcome.Returned;
import io.trueup.ledger.Outcome.Settled;
import io.trueup.ledger.Outcome.Written;
import io.trueup.ledger.Recording.Claim;
import io.trueup.ledger.Recording.Entry;
import io.trueup.ledger.ReservationRows.Kept;
import io.trueup.ledger.UsageRows.Stored;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.SpendException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * What one transaction posts to the books: calls recorded, room held, given back, or turned into
 * spending. Each operation stands alone, and all that were waiting at once may be put in any order: what
 * gives room back goes first, so that as much as possible is admitted.
 *
 * Under the ledger's lock nobody else changes any of it: an end is decided by the reservation's row as
 * it is, so exactly one end wins, and room is counted and held in one step. No two operations are about
 * one reservation: the caller sees to it.
 *
 * A reservation that was admitted from a lease, or while nothing could be held, has no row until it ends:
 * its id says what it is of. Its row is written with its end, so exactly one end wins for it too.
 *
 * All of it shares one change row.
 */
final class Posting {
  private final LedgerTransaction tx;
  private final RecordingMemory memory;
  private final Recording recording;
  private final Reserving reserving;
  private final LedgerDatabase database;
  private final Lending lending;
  private final Instant now;

  private final List<HoldDelta> holdDeltas = new ArrayList<>();
  private final List<Reservation> ended = new ArrayList<>();
  private boolean extended;
  private final Map<String, Reservation> reservations = new HashMap<>();

  /** Of those that have no row yet, by their ids. */
  private final Map<String, SealedReservation> sealed = new HashMap<>();

  private final List<SealedReservation> unheldSettled = new ArrayList<>();
  private Unheld unheld;
  private Slices slices;
  private Map<String, List<Hold>> holds = Map.of();

  Posting(
      LedgerDatabase database,
      LedgerTransaction tx,
      RecordingMemory memory,
      Recording recording,
      Lending lending,
      Instant now) {
    this.database = database;
    this.tx = tx;
    this.unheld = Unheld.among(List.of(), lending.seal(), tx.sql(), now);
    this.memory = memory;
    this.recording = recording;
    this.lending = lending;
    this.now = now;
    this.slices = Slices.of(tx.sql(), List.of());
    this.reserving = new Reserving(tx, memory, lending, recording.changeId(), now);
  }

  /** The id of the change that all of it shares. */
  UUID changeId() {
    return recording.changeId();
  }

  /** Posts the operations, no two about one reservation; one outcome for each, in order. */
  List<Outcome> run(List<Operation> operations, boolean createUnknownOwners) {
    find(operations);
    IdentityHashMap<Operation, Outcome> outcomes = new IdentityHashMap<>();
    operations.forEach(operation -> giveBack(operation, outcomes));
    record(operations, outcomes);
    writeEnds();
    operations.forEach(operation -> takeBack(operation, outcomes));
    recallIfOverrun();
    reserving.run(only(operations, Operation.Reserve.class), createUnknownOwners, outcomes);
    Crossings.raise(tx, memory, now);
    Outages.raise(tx.sql(), unheldSettled, now);
    append();
    return operations.stream().map(it -> Objects.requireNonNull(outcomes.get(it))).toList();
  }

  private static <T extends Operation> List<T> only(List<Operation> operations, Class<T> kind) {
    return operations.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void find(List<Operation> operations) {
    Set<String> ids = new HashSet<>();
    operations.stream().map(Operation::reservation).filter(Objects::nonNull).forEach(ids::add);
    unheld = Unheld.among(ids, lending.seal(), tx.sql(), now);
    reservations.putAll(ReservationRows.withIds(tx.sql(), ids));
    holds = HoldRows.of(tx.sql(), reservations.keySet());
    ids.removeAll(reservations.keySet());
    ids.forEach(id -> lending.open(id).ifPresent(it -> sealed.put(id, it)));
    sealed.forEach((id, it) -> reservations.put(id, it.reservation(id)));
    slices =
        Slices.of(tx.sql(), sealed.values().stream().flatMap(it -> it.leases().stream()).toList());
  }

  private Reservation existing(String id) {
    Reservation found = reservations.get(id);
    if (found == null) {
      throw new UnknownObjectException("reservation", id);
    }
    return found;
  }

  private void giveBack(Operation operation, IdentityHashMap<Operation, Outcome> outcomes) {
    try {
      if (operation instanceof Operation.Release it) {
        outcomes.put(it, release(existing(it.reservation())));
      } else if (operation instanceof Operation.Lapse it) {
        outcomes.put(it, lapse(existing(it.reservation())));
      } else if (operation instanceof Operation.Extend it) {
        outcomes.put(it, extend(existing(it.reservation()), it));
      }
    } catch (LedgerException | SpendException e) {
      outcomes.put(operation, new Rejected(e));
    }
  }

  private Outcome release(Reservation reservation) {
    return switch (reservation.state(now)) {
      case HELD -> {
        holdsToEnd(reservation).forEach(hold -> holdDeltas.add(hold.ended(Money.ZERO)));
        Reservation released = reservation.ended(ReservationState.RELEASED, now, null);
        ended.add(released);
        yield new Reserved(released, changeId(), false);
      }
      case RELEASED -> new Reserved(reservation, null, true);
      case EXPIRED -> lapse(reservation);
      case SETTLED ->
          throw new ReservationEndedException(reservation.id(), ReservationState.SETTLED);
    };
  }

  /**
   * Nobody has ended it: that its time is over is written, and what it took is given back. Nothing
   * is where it has a row.
   */
  private Outcome lapse(Reservation reservation) {
    if (!sealed.containsKey(reservation.id())) {
      return new Reserved(reservation, null, true);
    }
    if (!reservation.isExpired(now)) {
      throw new LedgerException(reservation.id() + " is not over by the database's clock", null);
    }
    ended.add(reservation);
    return new Reserved(reservation, changeId(), false);
  }

  /** What is still held for it, by itself or by its twin. */
  private List<Hold> holdsToEnd(Reservation reservation) {
    List<Hold> all = new ArrayList<>(liveHolds(reservation));
    all.addAll(unheld.holdsOfTwin(reservation.id()));
    return all;
  }

  /** What is still held for it by itself. */
  private List<Hold> liveHolds(Reservation reservation) {
    if (reservation.isExpired(now)) {
      return List.of();
    }
    return sealed.containsKey(reservation.id()) ? inSlices(reservation) : inRows(reservation);
  }

  private List<Hold> inSlices(Reservation reservation) {
    SealedReservation said = Objects.requireNonNull(sealed.get(reservation.id()));
    List<Hold> held = new ArrayList<>();
    for (int i = 0; i < said.leases().size(); i++) {
      slices.held(said.leases().get(i), said.budgets().get(i), said.amount()).ifPresent(held::add);
    }
    return held;
  }

  private List<Hold> inRows(Reservation reservation) {
    return holds.getOrDefault(reservation.id(), List.of()).stream()
        .filter(hold -> hold.isLive(now.toEpochMilli()))
        .toList();
  }

  private Outcome extend(Reservation reservation, Operation.Extend operation) {
    ReservationState state = reservation.state(now);
    if (state != ReservationState.HELD) {
      throw new ReservationEndedException(reservation.id(), state);
    }
    Reservation later = reservation.extended(Reservation.expiryOf(now, operation.ttl()));
    long expiresAt = later.expiresAt().toEpochMilli();
    List<Hold> longer = new ArrayList<>();
    for (Hold hold : liveHolds(reservation)) {
      holdDeltas.add(hold.ended(Money.ZERO));
      longer.add(hold.of(later.id(), expiresAt));
    }
    longer.forEach(hold -> holdDeltas.add(hold.begun()));
    if (sealed.containsKey(later.id())) {
      takeFromSlices(reservation);
      insertRows(List.of(later));
      HoldRows.insert(tx.sql(), longer);
    } else {
      ReservationRows.extend(tx.sql(), later);
      HoldRows.extend(tx.sql(), later.id(), expiresAt);
    }
    extended = true;
    return new Reserved(later, changeId(), false);
  }

  private void takeFromSlices(Reservation reservation) {
    inSlices(reservation).forEach(slices::take);
  }

  private void insertRows(List<Reservation> fresh) {
    List<Kept> rows = new ArrayList<>();
    for (Reservation it : fresh) {
      String fingerprint = Objects.requireNonNull(sealed.get(it.id())).fingerprint();
      rows.add(new Kept(it, fingerprint, changeId()));
    }
    ReservationRows.insert(tx.sql(), rows);
  }

  private void writeEnds() {
    ended.addAll(unheld.endedTwins(ended));
    List<Reservation> withRows = ended.stream().filter(it -> !sealed.containsKey(it.id())).toList();
    List<Reservation> fresh = ended.stream().filter(it -> sealed.containsKey(it.id())).toList();
    ReservationRows.end(tx.sql(), withRows);
    HoldRows.delete(tx.sql(), withRows.stream().map(Reservation::id).toList());
    for (Reservation it : fresh) {
      // What expired still stands in its slices, though it covers nothing.
      if (it.end() == null || it.isExpired(it.end().at())) {
        inSlices(it).forEach(hold -> holdDeltas.add(hold.ended(Money.ZERO)));
      }
      takeFromSlices(it);
    }
    insertRows(fresh);
    slices.write();
  }

  private void takeBack(Operation operation, IdentityHashMap<Operation, Outcome> outcomes) {
    if (operation instanceof Operation.CloseLease it) {
      lending.close(it.lease());
      outcomes.put(it, new Returned(changeId()));
    } else if (operation instanceof Operation.ReclaimLease it) {
      lending.reclaim(it.lease());
      outcomes.put(it, new Returned(changeId()));
    }
  }

  /**
   * What was spent without a hold may have taken the room that is lent: then nothing is admitted
   * from it any more, and who recorded it is answered once all nodes know.
   */
  private void recallIfOverrun() {
    if (tx.hasLeases() && !recording.deltas().isEmpty()) {
      List<BudgetId> overrun = lending.overrun(memory.spendings);
      if (!overrun.isEmpty() && Recalls.recall(tx, overrun)) {
        database.awaitElsewhere(tx);
      }
    }
  }

  private void record(List<Operation> operations, IdentityHashMap<Operation, Outcome> outcomes) {
    List<Operation> recorded = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Operation operation : operations) {
      try {
        Entry entry = entryOf(operation, outcomes);
        if (entry != null) {
          recorded.add(operation);
          entries.add(entry);
        }
      } catch (LedgerException | SpendException e) {
        outcomes.put(operation, new Rejected(e));
      }
    }
    if (!entries.isEmpty()) {
      memory.owners.find(tx.sql(), entries.stream().map(it -> it.request().subject()).toList());
      List<Outcome> written = recording.write(entries);
      for (int i = 0; i < entries.size(); i++) {
        outcomes.put(recorded.get(i), outcome(entries.get(i).claim(), written.get(i)));
      }
      holdDeltas.addAll(recording.endedHolds());
    }
  }

  /** What is to be recorded for the operation; null if nothing is. */
  private @Nullable Entry entryOf(
      Operation operation, IdentityHashMap<Operation, Outcome> outcomes) {
    if (operation instanceof Operation.RecordCall it) {
      return new Entry(it.request(), null);
    }
    return operation instanceof Operation.Settle it ? settle(it, outcomes) : null;
  }

  private @Nullable Entry settle(
      Operation.Settle operation, IdentityHashMap<Operation, Outcome> outcomes) {
    Reservation reservation = existing(operation.reservation());
    return switch (reservation.state(now)) {
      case HELD, EXPIRED -> {
        Claim claim = new Claim(reservation, holdsToEnd(reservation));
        yield new Entry(operation.settlement().toRequest(reservation), claim);
      }
      case SETTLED -> {
        outcomes.put(operation, first(reservation));
        yield null;
      }
      case RELEASED ->
          throw new ReservationEndedException(reservation.id(), ReservationState.RELEASED);
    };
  }

  /** What the reservation was settled with. */
  private Settled first(Reservation reservation) {
    String record = Objects.requireNonNull(Objects.requireNonNull(reservation.end()).recordId());
    Stored stored =
        UsageRows.find(tx.sql(), record)
            .orElseThrow(() -> new UnknownObjectException("usage record", record));
    return new Settled(reservation, stored, true);
  }

  private Outcome outcome(@Nullable Claim claim, Outcome written) {
    if (claim == null || !(written instanceof Written it)) {
      return written;
    }
    Reservation settled =
        claim.reservation().ended(ReservationState.SETTLED, now, it.stored().record().id());
    ended.add(settled);
    SealedReservation said = unheld.description(settled.id());
    if (said != null && it.stored().record().unheld() && !it.duplicate()) {
      unheldSettled.add(said);
    }
    return new Settled(settled, it.stored(), false);
  }

  private void append() {
    holdDeltas.addAll(reserving.begunHolds());
    holdDeltas.addAll(lending.deltas());
    if (recording.hasMade() || reserving.hasMade()) {
      memory.renewed(LedgerVersion.renew(tx.sql()));
    }
    HoldChanges changes = HoldChanges.of(now.toEpochMilli(), holdDeltas);
    if (!recording.deltas().isEmpty()) {
      append(new CostRecorded(recording.deltas(), changes));
    } else if (!ended.isEmpty() || extended || reserving.hasReserved() || !changes.isEmpty()) {
      append(new BudgetHeld(changes));
    }
  }

  private void append(LedgerChange fact) {
    tx.changes().append(new Change(changeId(), InvalidationRules.tagsOf(fact), fact));
  }
}
