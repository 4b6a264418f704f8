package io.trueup.server.usage;

import io.trueup.ledger.JsonResponse;
import io.trueup.server.http.Faults;
import io.trueup.spend.Catalogue;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import io.trueup.spend.UsageExtractor;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How much of which model a call used, in any of the ways to say it. Immutable.
 *
 * @param provider whose model
 * @param model which model; goes before what the response names
 * @param usage how much, by unit
 * @param response a provider's raw response, from which usage and model are read
 * @param apiFlavor the dialect of that response
 * @param cost what it cost, if the caller knows
 */
public record MeteredCall(
    String provider,
    @Nullable String model,
    @Nullable Usage usage,
    @Nullable JsonNode response,
    @Nullable String apiFlavor,
    @Nullable Money cost) {

  /**
   * What was read of it.
   *
   * @param model absent where nothing names it
   */
  public record Metered(Optional<ModelId> model, Usage usage) {}

  /** Names what is missing, and what is said twice. */
  public void check(Faults faults) {
    if (usage == null && response == null && cost == null) {
      faults.add("usage", "is required where neither response nor cost is given");
    }
    if (usage != null && response != null) {
      faults.add("response", "must not stand beside usage");
    }
    if (response == null && apiFlavor != null) {
      faults.add("api_flavor", "must stand beside response only");
    }
  }

  /**
   * Model and usage, the response read by this catalogue.
   *
   * @throws InvalidInputException naming what can't be read
   */
  public Metered read(Supplier<Catalogue> catalogue) {
    if (response == null) {
      return new Metered(
          Optional.ofNullable(model).map(it -> new ModelId(provider, it)),
          Objects.requireNonNullElse(usage, Usage.NONE));
    }
    UsageExtractor.Extracted read =
        catalogue.get().extract(provider, apiFlavor, new JsonResponse(response));
    if (read.usage().isEmpty() && cost == null) {
      throw new InvalidInputException("response", "must count something, or a cost must be given");
    }
    Optional<String> named = Optional.ofNullable(model).or(read::model);
    return new Metered(named.map(it -> new ModelId(provider, it)), read.usage());
  }
}
