package io.trueup.ledger;

import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded model call. Immutable.
 *
 * @param id the record's id
 * @param request what was recorded, with project and time filled in
 * @param cost what it cost
 * @param exactness how that is known
 * @param price the price that charged it; null where the caller gave the cost
 * @param recordedAt when it was recorded
 */
public record UsageRecord(
    String id,
    UsageRequest request,
    Money cost,
    Exactness exactness,
    @Nullable PriceUsed price,
    Instant recordedAt) {

  /** When the call happened. */
  public Instant occurredAt() {
    Instant at = request.occurredAt();
    return at == null ? recordedAt : at;
  }

  Subject subject() {
    return request.subject();
  }

  RollupKey rollupKey() {
    return RollupKey.of(subject(), occurredAt());
  }

  RollupDelta delta() {
    return RollupDelta.of(rollupKey(), request.conversation(), cost, request.usage());
  }
}
