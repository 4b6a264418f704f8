package io.trueup.server.budget;

import io.trueup.server.http.Range;
import io.trueup.server.http.StrictJson;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spend.Violation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a request will cost or use at most, as a caller estimates it. Immutable.
 *
 * @param amount what it costs; null: what this usage costs
 * @param usage what it uses, the most output included
 */
record Estimate(@Nullable Money amount, Usage usage) {
  private static final String FIELD = "estimate";
  private static final String MAX_OUTPUT = "max_output_tokens";

  /** The form that names an amount. */
  private record OfAmount(@Range Money amount) {}

  /** The form that names units. */
  private record OfUnits(Usage usage) {}

  /**
   * Reads {@code {"amount": "0.02"}}, or counts of units with {@code max_output_tokens}.
   *
   * @throws InvalidInputException naming every field that is wrong
   */
  static Estimate of(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidInputException(FIELD, "must be an object");
    }
    return object.has("amount") ? ofAmount(object) : ofUnits(object);
  }

  private static Estimate ofAmount(ObjectNode object) {
    try {
      return new Estimate(StrictJson.bind(object, OfAmount.class).amount(), Usage.NONE);
    } catch (InvalidInputException e) {
      throw inside(e, "");
    }
  }

  private static Estimate ofUnits(ObjectNode object) {
    JsonNode most = object.get(MAX_OUTPUT);
    if (most == null) {
      throw new InvalidInputException(
          FIELD + "." + MAX_OUTPUT, "is required: this version learns no typical output");
    }
    if (object.has(Unit.OUTPUT_TOKENS.wireName())) {
      throw new InvalidInputException(
          FIELD + ".output_tokens", "must be absent: max_output_tokens says it");
    }
    ObjectNode units = object.deepCopy();
    units.remove(MAX_OUTPUT);
    units.set(Unit.OUTPUT_TOKENS.wireName(), most);
    try {
      ObjectNode form = object.objectNode();
      form.set("usage", units);
      return new Estimate(null, StrictJson.bind(form, OfUnits.class).usage());
    } catch (InvalidInputException e) {
      throw inside(e, "usage.");
    }
  }

  /** The same refusal with the names that the caller knows. */
  private static InvalidInputException inside(InvalidInputException refused, String prefix) {
    return new InvalidInputException(
        refused.violations().stream()
            .map(it -> new Violation(FIELD + "." + nameOf(it.field(), prefix), it.reason()))
            .toList());
  }

  private static String nameOf(String field, String prefix) {
    String name = field.startsWith(prefix) ? field.substring(prefix.length()) : field;
    return name.equals(Unit.OUTPUT_TOKENS.wireName()) ? MAX_OUTPUT : name;
  }

  /** The same with so much output. */
  Usage withOutput(long tokens) {
    Map<Unit, Long> counts = new LinkedHashMap<>(usage.counts());
    counts.put(Unit.OUTPUT_TOKENS, tokens);
    return Usage.of(counts);
  }

  long maxOutput() {
    return usage.get(Unit.OUTPUT_TOKENS);
  }
}
