package io.trueup.server.reservation;

import io.trueup.server.http.Range;
import io.trueup.server.http.StrictJson;
import io.trueup.spend.Estimate;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spend.Violation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads estimates: {@code {"amount": "0.02"}}, or counts of units, with or without {@code
 * max_output_tokens}.
 */
final class EstimateForm {
  private static final String FIELD = "estimate";
  private static final String MAX_OUTPUT = "max_output_tokens";

  /** The form that names an amount. */
  private record OfAmount(@Range(max = 1_000_000_000_000L) Money amount) {}

  /** The form that names units. */
  private record OfUnits(Usage usage, @Range @Nullable Long maxOutputTokens) {}

  private EstimateForm() {}

  /**
   * The estimate.
   *
   * @throws InvalidInputException naming every field that is wrong
   */
  static Estimate read(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidInputException(FIELD, "must be an object");
    }
    if (object.isEmpty()) {
      throw new InvalidInputException(FIELD, "must name an amount, or counts of units");
    }
    try {
      return object.has("amount")
          ? new Estimate.OfAmount(StrictJson.bind(object, OfAmount.class).amount())
          : ofUnits(object);
    } catch (InvalidInputException e) {
      throw inside(e);
    }
  }

  private static Estimate ofUnits(ObjectNode object) {
    ObjectNode units = object.deepCopy();
    JsonNode most = units.remove(MAX_OUTPUT);
    ObjectNode form = object.objectNode();
    form.set("usage", units);
    if (most != null) {
      form.set(MAX_OUTPUT, most);
    }
    OfUnits read = StrictJson.bind(form, OfUnits.class);
    if (read.usage().get(Unit.OUTPUT_TOKENS) != 0 || object.has(Unit.OUTPUT_TOKENS.wireName())) {
      throw new InvalidInputException("output_tokens", "must be absent: max_output_tokens says it");
    }
    return new Estimate.OfUsage(read.usage(), read.maxOutputTokens());
  }

  /** The same refusal with the names that the caller knows. */
  private static InvalidInputException inside(InvalidInputException refused) {
    return new InvalidInputException(
        refused.violations().stream()
            .map(it -> new Violation(FIELD + "." + nameOf(it.field()), it.reason()))
            .toList());
  }

  private static String nameOf(String field) {
    String name = field.startsWith("usage.") ? field.substring("usage.".length()) : field;
    return name.startsWith(FIELD + ".") ? name.substring(FIELD.length() + 1) : name;
  }
}
