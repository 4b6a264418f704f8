package io.trueup.ledger;

import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.ReservationRows.Kept;
import io.trueup.ledger.UsageRows.RequestKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * Reservations that were admitted while the database was away, in a transaction that ends or extends
 * them. Their rows are written then.
 *
 * The database may have gone in the middle of a commit. If that happened after all, something is held
 * for the very request that was admitted without: its twin, of which nobody has been told. Who settles
 * or releases the one that is known ends the twin with it, and a settlement is covered by what it
 * held. So an amount is never held twice for longer than the request is open, and never lost; extended
 * is only the one that is known, and the twin expires by itself. The same is done with one that was
 * made when the caller asked again with the database back.
 */
final class Unheld {
  private final Map<String, SealedReservation> descriptions;
  private final Map<String, Kept> twins = new HashMap<>();
  private Map<String, List<Hold>> twinsHolds = Map.of();

  private Unheld(Map<String, SealedReservation> descriptions) {
    this.descriptions = descriptions;
  }

  /** Those among these ids. Without any this asks nothing of the database. */
  static Unheld among(Collection<String> ids, ReservationSeal seal, DSLContext sql, Instant now) {
    Map<String, SealedReservation> descriptions = new HashMap<>();
    ids.forEach(id -> describe(id, seal).ifPresent(it -> descriptions.put(id, it)));
    Unheld unheld = new Unheld(descriptions);
    if (!descriptions.isEmpty()) {
      unheld.findTwins(sql, now);
    }
    return unheld;
  }

  /** What the id says, if it is one of these. */
  static Optional<SealedReservation> describe(String id, ReservationSeal seal) {
    return ReservationSeal.isUnheld(id) ? seal.open(id) : Optional.empty();
  }

  static RequestKey keyOf(SealedReservation it) {
    return new RequestKey(it.subject().organization(), it.requestId());
  }

  private void findTwins(DSLContext sql, Instant now) {
    List<RequestKey> keys = descriptions.values().stream().map(Unheld::keyOf).toList();
    List<Kept> held = ReservationRows.held(sql, keys, now);
    descriptions.forEach(
        (id, it) ->
            held.stream()
                .filter(kept -> isTwin(kept, it))
                .findFirst()
                .ifPresent(kept -> twins.put(id, kept)));
    twinsHolds =
        HoldRows.of(sql, twins.values().stream().map(it -> it.reservation().id()).toList());
  }

  /** What was admitted by itself, from a lease for example, has no holds among the rows. */
  private static boolean isTwin(Kept kept, SealedReservation it) {
    Reservation reservation = kept.reservation();
    return kept.fingerprint().equals(it.fingerprint())
        && reservation.requestId().equals(it.requestId())
        && reservation.subject().organization().equals(it.subject().organization())
        && reservation.isHeld()
        && !reservation.id().startsWith(ReservationSeal.PREFIX);
  }

  /** What the id says; null if it is none of these. */
  @Nullable SealedReservation description(String id) {
    return descriptions.get(id);
  }

  /** What a twin holds. */
  List<Hold> holdsOfTwin(String id) {
    Kept twin = twins.get(id);
    return twin == null ? List.of() : twinsHolds.getOrDefault(twin.reservation().id(), List.of());
  }

  /** The twins of these, ended as they are. */
  List<Reservation> endedTwins(List<Reservation> ended) {
    List<Reservation> all = new ArrayList<>();
    for (Reservation it : ended) {
      Kept twin = twins.get(it.id());
      Reservation.End end = it.end();
      if (twin != null && end != null) {
        all.add(twin.reservation().ended(end.state(), end.at(), end.recordId()));
      }
    }
    return all;
  }
}
