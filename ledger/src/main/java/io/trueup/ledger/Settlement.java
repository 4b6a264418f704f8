package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to for which an amount was reserved. Organization, project and user are those of
 * the reservation. Immutable.
 *
 * @param requestId of the record; null: the reservation's
 * @param conversation in which conversation, or null
 * @param model which model; null: the reservation's
 * @param occurredAt when; null: now. Whenever it was, it counts in the windows that were held
 * @param usage what was used; may be empty if there is a cost
 * @param cost what it cost, if the caller knows better than any price; null: charged by price
 * @param metadata the caller's own notes
 */
public record Settlement(
    @Nullable String requestId,
    @Nullable String conversation,
    @Nullable ModelId model,
    @Nullable Instant occurredAt,
    Usage usage,
    @Nullable Money cost,
    Map<String, String> metadata) {

  /** Copies the notes. */
  public Settlement {
    metadata = Map.copyOf(metadata);
  }

  /** A call that used so much of the model that was reserved for. */
  public static Settlement of(Usage usage) {
    return new Settlement(null, null, null, null, usage, null, Map.of());
  }

  /** A call that cost so much. */
  public static Settlement at(Money cost) {
    return new Settlement(null, null, null, null, Usage.NONE, cost, Map.of());
  }

  /** The same with another model. */
  public Settlement withModel(ModelId other) {
    return new Settlement(requestId, conversation, other, occurredAt, usage, cost, metadata);
  }

  /**
   * The record that it asks for.
   *
   * @throws InvalidInputException naming the field that is wrong
   */
  UsageRequest toRequest(Reservation reservation) {
    ModelId used = model == null ? reservation.subject().model() : model;
    if (used == null) {
      throw new InvalidInputException("model", "is required: the reservation names none");
    }
    String id = requestId == null ? reservation.requestId() : requestId;
    return UsageRequest.builder(id, reservation.subject().organization(), used)
        .project(reservation.subject().project())
        .user(reservation.subject().user())
        .conversation(conversation)
        .occurredAt(occurredAt)
        .usage(usage)
        .cost(cost)
        .metadata(metadata)
        .build();
  }
}
