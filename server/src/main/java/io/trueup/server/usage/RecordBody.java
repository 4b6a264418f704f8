package io.trueup.server.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.ledger.Exactness;
import io.trueup.ledger.PriceUsed;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.ledger.UsageRecord;
import io.trueup.ledger.UsageRequest;
import io.trueup.server.http.Consistency;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorded call, as it is answered.
 *
 * @param id the record's id
 * @param requestId the caller's id of the call
 * @param organization who pays
 * @param project under which project
 * @param user by whom
 * @param conversation in which conversation
 * @param provider whose model
 * @param model which model
 * @param occurredAt when it happened
 * @param usage how much, by unit
 * @param metadata the caller's own notes
 * @param cost what it cost; null where no price is known
 * @param currency of the cost
 * @param exactness how the cost is known
 * @param price what charged it; null where none did
 * @param recordedAt when it was recorded
 * @param countedAt the instant in whose windows it counts; absent where that is when it happened
 * @param unheld {@code true} where it was admitted while the database was away, with nothing held;
 *     else absent
 * @param reservation what was reserved for it; absent where nothing was, and in records that are
 *     read
 * @param released how much of what was held is free again; goes with the reservation
 * @param overrun how much of the cost was not held; goes with the reservation
 * @param late whether the reservation had expired; goes with it
 * @param position of the change; absent where it is not known
 * @param duplicate whether this request found it recorded already
 */
public record RecordBody(
    String id,
    String requestId,
    String organization,
    @Nullable String project,
    @Nullable String user,
    @Nullable String conversation,
    String provider,
    String model,
    Instant occurredAt,
    Usage usage,
    Map<String, String> metadata,
    @Nullable Money cost,
    String currency,
    Exactness exactness,
    @Nullable PriceUsed price,
    Instant recordedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant countedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean unheld,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reservation,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money released,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money overrun,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean late,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position,
    boolean duplicate)
    implements BatchResult {

  static RecordBody of(Recorded recorded, String currency) {
    return of(recorded, null, currency);
  }

  /** What a settlement came to. */
  public static RecordBody of(Settled settled, String currency) {
    return of(settled.recorded(), settled, currency);
  }

  private static RecordBody of(Recorded recorded, @Nullable Settled settled, String currency) {
    UsageRecord stored = recorded.record();
    UsageRequest request = stored.request();
    return new RecordBody(
        stored.id(),
        request.requestId(),
        request.organization(),
        request.project(),
        request.user(),
        request.conversation(),
        request.model().provider(),
        request.model().model(),
        stored.occurredAt(),
        request.usage(),
        request.metadata(),
        stored.cost(),
        currency,
        stored.exactness(),
        stored.price(),
        stored.recordedAt(),
        stored.chargedAt(),
        stored.unheld() ? true : null,
        settled == null ? null : settled.reservation().id(),
        settled == null ? null : settled.released(),
        settled == null ? null : settled.overrun(),
        settled == null ? null : settled.reservation().isLate(),
        Consistency.valueOf(recorded.position()),
        recorded.duplicate());
  }
}
