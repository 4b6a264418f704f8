package io.trueup.server.usage;

import io.trueup.ledger.UsageRequest;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.server.http.Unsupported;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model call to be recorded, as it is sent.
 *
 * @param requestId the caller's id of the call, unique within the organization
 * @param organization who pays
 * @param project under which project; the user's home project where it is absent
 * @param user by whom
 * @param conversation in which conversation
 * @param provider whose model
 * @param model which model
 * @param occurredAt when; now where it is absent
 * @param usage how much, by the catalogue's units; totals include their parts
 * @param response a provider's raw response, from which usage will be read
 * @param apiFlavor the dialect of that response
 * @param cost what it cost, if the caller knows better than any price
 * @param metadata the caller's own notes: at most 32 of 200 characters each
 */
record UsageForm(
    @Id String requestId,
    @Id String organization,
    @Id @Nullable String project,
    @Id @Nullable String user,
    @Id @Nullable String conversation,
    @Id String provider,
    @Id String model,
    @Nullable Instant occurredAt,
    @Nullable Usage usage,
    @Nullable Unsupported response,
    @Nullable Unsupported apiFlavor,
    @Range(max = 1_000_000_000_000L) @Nullable Money cost,
    @Nullable Map<String, String> metadata) {

  /** Refuses a call that says neither what was used nor what it cost, and notes too long. */
  UsageForm {
    if (usage == null && cost == null) {
      throw new InvalidInputException("usage", "is required where no cost is given");
    }
  }

  UsageRequest toRequest() {
    return UsageRequest.builder(requestId, organization, new ModelId(provider, model))
        .project(project)
        .user(user)
        .conversation(conversation)
        .occurredAt(occurredAt)
        .usage(usage == null ? Usage.NONE : usage)
        .cost(cost)
        .metadata(metadata == null ? Map.of() : metadata)
        .build();
  }
}
