package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Estimate;
import io.trueup.spend.EstimateBasis;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What an admission from leases of four budgets does besides taking the room, step by step. In the
 * ledger's package, since it is nobody's business but its own. Safe for use by many threads.
 */
@NullMarked
public final class AdmissionSteps {
  private final ReservationSeal seal = new ReservationSeal(new byte[32]);
  private final ReservationRequest request;
  private final SealedReservation description;

  /** Of an amount. */
  public AdmissionSteps(ReservationRequest request) {
    List<BudgetId> budgets = Stream.generate(Budgets::newId).limit(4).toList();
    this.request = request;
    this.description =
        new SealedReservation(
            Long.MAX_VALUE,
            request.requestId(),
            request.subject(),
            EstimatedCost.of((Estimate.OfAmount) request.estimate()).amount(),
            EstimateBasis.AMOUNT,
            budgets,
            List.of("l-1y2p0ij32e8e7", "l-1y2p0ij32e8e6", "l-1y2p0ij32e8e5", "l-1y2p0ij32e8e4"),
            SealedReservation.microsOf(Instant.now()),
            Instant.now().plus(request.ttl()).toEpochMilli(),
            fingerprint());
  }

  /** What tells a repetition from a conflict: JSON and SHA-256. */
  public String fingerprint() {
    return Fingerprint.of(request);
  }

  /** The id: a description in Smile, HMAC and Base64. */
  public String seal() {
    return seal.seal(description).orElseThrow();
  }
}
