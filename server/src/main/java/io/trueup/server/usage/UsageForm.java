package io.trueup.server.usage;

import io.trueup.ledger.UsageRequest;
import io.trueup.server.http.Faults;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.spend.Catalogue;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model call to be recorded, as it is sent.
 *
 * @param requestId the caller's id of the call, unique within the organization
 * @param organization who pays
 * @param project under which project; the user's home project where it is absent
 * @param user by whom
 * @param conversation in which conversation
 * @param provider whose model
 * @param model which model; needed unless the response names it, and goes before that
 * @param occurredAt when; now where it is absent
 * @param usage how much, by the catalogue's units; totals include their parts
 * @param response a provider's raw response, from which usage and model are read
 * @param apiFlavor the dialect of that response; the provider's first where it is absent
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
    @Id @Nullable String model,
    @Nullable Instant occurredAt,
    @Nullable Usage usage,
    @Nullable JsonNode response,
    @Id @Nullable String apiFlavor,
    @Range(max = 1_000_000_000_000L) @Nullable Money cost,
    @Nullable Map<String, String> metadata) {

  /** Refuses a call that does not say what was used nor what it cost, or says it twice. */
  UsageForm {
    Faults faults = new Faults();
    new MeteredCall(provider, model, usage, response, apiFlavor, cost).check(faults);
    if (response == null && model == null) {
      faults.add("model", "is required");
    }
    faults.throwIfAny();
  }

  /**
   * The call, its response read by this catalogue.
   *
   * @throws InvalidInputException naming what can't be read
   */
  UsageRequest toRequest(Supplier<Catalogue> catalogue) {
    MeteredCall.Metered metered =
        new MeteredCall(provider, model, usage, response, apiFlavor, cost).read(catalogue);
    ModelId used =
        metered
            .model()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "model", "is required where the response does not name it"));
    return UsageRequest.builder(requestId, organization, used)
        .project(project)
        .user(user)
        .conversation(conversation)
        .occurredAt(occurredAt)
        .usage(metered.usage())
        .cost(cost)
        .metadata(metadata == null ? Map.of() : metadata)
        .build();
  }
}
