package io.trueup.server.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.ledger.Exactness;
import io.trueup.ledger.PriceUsed;
import io.trueup.ledger.RecordResult.Recorded;
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
 * @param position of the change; absent where it is not known
 * @param duplicate whether this request found it recorded already
 */
record RecordBody(
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position,
    boolean duplicate)
    implements BatchResult {

  static RecordBody of(Recorded recorded, String currency) {
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
        Consistency.valueOf(recorded.position()),
        recorded.duplicate());
  }
}
