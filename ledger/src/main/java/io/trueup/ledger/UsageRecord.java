package io.trueup.ledger;

import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recorded model call. Immutable.
 *
 * @param id the record's id
 * @param request what was recorded, with project and time filled in
 * @param cost what it cost; null only where it is unpriced and nothing was held for it: sums count
 *     it as nothing
 * @param exactness how that is known
 * @param price the price that charged it; null where none did
 * @param recordedAt when it was recorded
 * @param chargedAt the instant whose windows and sums it counts in, where that is another than when
 *     it happened: when its reservation was made; null for what was not reserved
 * @param unheld whether it was admitted while the database was away, with nothing held
 */
public record UsageRecord(
    String id,
    UsageRequest request,
    @Nullable Money cost,
    Exactness exactness,
    @Nullable PriceUsed price,
    Instant recordedAt,
    @Nullable Instant chargedAt,
    boolean unheld) {

  /**
   * @throws IllegalArgumentException if there is no cost and it is not unpriced
   */
  public UsageRecord {
    if (cost == null && exactness != Exactness.UNPRICED) {
      throw new IllegalArgumentException(exactness + " goes with a cost");
    }
  }

  /** When the call happened. */
  public Instant occurredAt() {
    Instant at = request.occurredAt();
    return at == null ? recordedAt : at;
  }

  Subject subject() {
    return request.subject();
  }

  /** In whose windows and sums it counts. */
  public Instant countedAt() {
    return chargedAt == null ? occurredAt() : chargedAt;
  }

  RollupKey rollupKey() {
    return RollupKey.of(subject(), countedAt());
  }

  RollupDelta delta() {
    Money known = Objects.requireNonNullElse(cost, Money.ZERO);
    return RollupDelta.of(rollupKey(), request.conversation(), known, request.usage());
  }
}
