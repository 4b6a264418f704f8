package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.List;

/**
 * What the id of a reservation says that has no row until it ends. Immutable.
 *
 * @param number tells it from others that say the same; where nothing is held, the last position of
 *     the log that was known to the node that admitted it
 * @param requestId the caller's id of the call
 * @param subject for whom, the project filled in
 * @param amount how much
 * @param basis what the amount is made of
 * @param budgets the budgets that apply
 * @param leases from which lease of each of the budgets it was admitted, in the same order; empty
 *     if nothing is held
 * @param madeAt when, in microseconds since 1970
 * @param expiresAt until when it is held, in milliseconds since 1970
 * @param fingerprint of the request, which tells a repetition from a conflict
 */
record SealedReservation(
    long number,
    String requestId,
    Subject subject,
    Money amount,
    EstimateBasis basis,
    List<BudgetId> budgets,
    List<String> leases,
    long madeAt,
    long expiresAt,
    String fingerprint) {
  private static final long MICROS = 1_000_000;

  SealedReservation {
    budgets = List.copyOf(budgets);
    leases = List.copyOf(leases);
    if (!leases.isEmpty() && leases.size() != budgets.size()) {
      throw new IllegalArgumentException("each budget has its lease");
    }
  }

  static long microsOf(Instant instant) {
    return instant.getEpochSecond() * MICROS + instant.getNano() / 1000;
  }

  /** When it was made. */
  Instant made() {
    return Instant.ofEpochSecond(
        Math.floorDiv(madeAt, MICROS), Math.floorMod(madeAt, MICROS) * 1000);
  }

  /** What a node remembers of it. */
  AdmittedReservations.Admitted admitted(UsageRows.RequestKey key, String id) {
    return new AdmittedReservations.Admitted(key, id, expiresAt, fingerprint);
  }

  /** The reservation, not ended as far as its id can say. */
  Reservation reservation(String id) {
    return new Reservation(
        id,
        requestId,
        subject,
        amount,
        basis,
        budgets,
        made(),
        Instant.ofEpochMilli(expiresAt),
        null);
  }
}
