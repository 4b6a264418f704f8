package io.trueup.ledger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller wants posted to the books. Immutable. */
sealed interface Operation {
  /** The reservation that it ends or changes; null if it is about none that is there. */
  default @Nullable String reservation() {
    return null;
  }

  /** A call to be recorded. */
  record RecordCall(UsageRequest request) implements Operation {}

  /**
   * Room to be held.
   *
   * @param cost what the estimate comes to
   */
  record Reserve(ReservationRequest request, EstimatedCost cost) implements Operation {}

  /** A call to be recorded for which room was held. */
  record Settle(String reservation, Settlement settlement) implements Operation {}

  /** Room to be given back. */
  record Release(String reservation) implements Operation {}

  /** A reservation that was admitted from a lease and has expired, to be written as that. */
  record Lapse(String reservation) implements Operation {}

  /** What nobody was given of a lease, to be given back. */
  record CloseLease(Lease.Closed lease) implements Operation {}

  /** A lease to be taken back whose node is gone. */
  record ReclaimLease(String lease) implements Operation {}

  /** Room to be held until so long from now. */
  record Extend(String reservation, Duration ttl) implements Operation {}
}
