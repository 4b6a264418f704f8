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
 * @param cost what it cost; null exactly where it is unpriced: sums count it as nothing
 * @param exactness how that is known
 * @param price the price that charged it; null where none did
 * @param recordedAt when it was recorded
 */
public record UsageRecord(
    String id,
    UsageRequest request,
    @Nullable Money cost,
    Exactness exactness,
    @Nullable PriceUsed price,
    Instant recordedAt) {

  /**
   * @throws IllegalArgumentException if there is a cost and it is unpriced, or neither
   */
  public UsageRecord {
    if ((cost == null) != (exactness == Exactness.UNPRICED)) {
      throw new IllegalArgumentException(exactness + " does not go with the cost " + cost);
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

  RollupKey rollupKey() {
    return RollupKey.of(subject(), occurredAt());
  }

  RollupDelta delta() {
    Money known = Objects.requireNonNullElse(cost, Money.ZERO);
    return RollupDelta.of(rollupKey(), request.conversation(), known, request.usage());
  }
}
