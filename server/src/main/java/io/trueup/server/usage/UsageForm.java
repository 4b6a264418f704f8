package io.trueup.server.usage;

import io.trueup.ledger.JsonResponse;
import io.trueup.ledger.UsageRequest;
import io.trueup.server.http.Faults;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.spend.Catalogue;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import io.trueup.spend.UsageExtractor;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    if (usage == null && response == null && cost == null) {
      faults.add("usage", "is required where neither response nor cost is given");
    }
    if (usage != null && response != null) {
      faults.add("response", "must not stand beside usage");
    }
    if (response == null && apiFlavor != null) {
      faults.add("api_flavor", "must stand beside response only");
    }
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
    return response == null
        ? toRequest(Objects.requireNonNull(model), usage == null ? Usage.NONE : usage)
        : toRequest(catalogue.get().extract(provider, apiFlavor, new JsonResponse(response)));
  }

  private UsageRequest toRequest(UsageExtractor.Extracted read) {
    String named =
        Optional.ofNullable(model)
            .or(read::model)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "model", "is required where the response does not name it"));
    if (read.usage().isEmpty() && cost == null) {
      throw new InvalidInputException("response", "must count something, or a cost must be given");
    }
    return toRequest(named, read.usage());
  }

  private UsageRequest toRequest(String named, Usage used) {
    return UsageRequest.builder(requestId, organization, new ModelId(provider, named))
        .project(project)
        .user(user)
        .conversation(conversation)
        .occurredAt(occurredAt)
        .usage(used)
        .cost(cost)
        .metadata(metadata == null ? Map.of() : metadata)
        .build();
  }
}
