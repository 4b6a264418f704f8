package io.trueup.server.reservation;

import io.trueup.ledger.Settlement;
import io.trueup.server.http.Faults;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.server.usage.MeteredCall;
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
 * What the call came to that was reserved for; organization, project and user are the
 * reservation's.
 *
 * @param requestId of the record; the reservation's where it is absent
 * @param conversation in which conversation
 * @param provider whose model; the reservation's where it is absent
 * @param model which model; the reservation's where it is absent and no response names it
 * @param occurredAt when; now where it is absent
 * @param usage how much, by the catalogue's units; totals include their parts
 * @param response a provider's raw response, from which usage and model are read
 * @param apiFlavor the dialect of that response; the provider's first where it is absent
 * @param cost what it cost, if the caller knows better than any price
 * @param metadata the caller's own notes: at most 32 of 200 characters each
 */
record SettleForm(
    @Id @Nullable String requestId,
    @Id @Nullable String conversation,
    @Id @Nullable String provider,
    @Id @Nullable String model,
    @Nullable Instant occurredAt,
    @Nullable Usage usage,
    @Nullable JsonNode response,
    @Id @Nullable String apiFlavor,
    @Range(max = 1_000_000_000_000L) @Nullable Money cost,
    @Nullable Map<String, String> metadata) {

  /** Refuses a call that does not say what was used nor what it cost, or says it twice. */
  SettleForm {
    Faults faults = new Faults();
    new MeteredCall("any", model, usage, response, apiFlavor, cost).check(faults);
    faults.throwIfAny();
  }

  /** Whether the provider has to be looked up. */
  boolean needsProvider() {
    return provider == null && (model != null || response != null);
  }

  /**
   * The settlement, its response read by this catalogue.
   *
   * @param reservedFor whose model was reserved for; null if that was not said
   * @throws InvalidInputException naming what can't be read
   */
  Settlement toSettlement(@Nullable String reservedFor, Supplier<Catalogue> catalogue) {
    String whose = provider == null ? reservedFor : provider;
    if (whose == null && needsProvider()) {
      throw new InvalidInputException("provider", "is required: the reservation names none");
    }
    MeteredCall.Metered metered =
        whose == null
            ? new MeteredCall("none", null, usage, null, null, cost).read(catalogue)
            : new MeteredCall(whose, model, usage, response, apiFlavor, cost).read(catalogue);
    ModelId used = metered.model().orElse(null);
    return new Settlement(
        requestId,
        conversation,
        used,
        occurredAt,
        metered.usage(),
        cost,
        metadata == null ? Map.of() : metadata);
  }
}
