package io.trueup.spend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one dialect of a provider's API says what was used. Immutable.
 *
 * @param apiFlavor the dialect's name, such as {@code chat}; 1 to 200 characters
 * @param root where the object stands that says it
 * @param model where the model's name stands, from the outside
 * @param mappings which counts are of which units, from the root; at least one
 */
public record UsageExtractor(
    String apiFlavor, ResponsePath root, ResponsePath model, List<Mapping> mappings) {

  private static final int MAX_MAPPINGS = 1_000;
  private static final String WHOLE_COUNT = "must be a whole number from 0 to " + Usage.MAX_COUNT;

  /** Copies and checks. */
  public UsageExtractor {
    Identifiers.check("api_flavor", apiFlavor);
    mappings = List.copyOf(mappings);
    if (mappings.isEmpty() || mappings.size() > MAX_MAPPINGS) {
      throw new InvalidInputException("mappings", "must be 1 to " + MAX_MAPPINGS);
    }
  }

  /**
   * What a response says was used. Counts of one unit add up; what is not there counts nothing.
   * O(number of mappings × length of the arrays on their way).
   *
   * @throws InvalidInputException naming each place in {@code response} that is missing though it
   *     is required, or holds another kind of value
   */
  public Extracted extract(ResponseValue response) {
    ResponsePath.Place whole = new ResponsePath.Place("response", response);
    Violations violations = new Violations();
    Optional<String> name = violations.attempt(() -> model.in(whole).map(UsageExtractor::name));
    Optional<Usage> usage = violations.attempt(() -> Optional.of(usageIn(rootOf(whole))));
    violations.throwIfAny();
    return new Extracted(usage.orElseThrow(), name);
  }

  private static String name(ResponsePath.Place place) {
    String name = place.require(ResponseValue.Kind.STRING).text().orElseThrow();
    return Identifiers.check(place.name(), name);
  }

  private ResponsePath.Place rootOf(ResponsePath.Place whole) {
    ResponsePath.Place found =
        root.in(whole)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        whole.name() + "." + root, "is required by the flavor " + apiFlavor));
    found.require(ResponseValue.Kind.OBJECT);
    return found;
  }

  private Usage usageIn(ResponsePath.Place place) {
    Violations violations = new Violations();
    Map<Unit, Long> counts = new EnumMap<>(Unit.class);
    for (Mapping mapping : mappings) {
      violations
          .attempt(() -> mapping.countIn(place))
          .ifPresent(count -> counts.merge(mapping.unit(), count, Long::sum));
    }
    violations.throwIfAny();
    if (counts.isEmpty()) {
      throw new InvalidInputException(
          place.name(), "must hold a count that the flavor " + apiFlavor + " knows");
    }
    return sum(place, counts);
  }

  private static Usage sum(ResponsePath.Place place, Map<Unit, Long> counts) {
    try {
      return Usage.of(counts);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(place.name(), "adds up to too much: " + e.getMessage());
    }
  }

  /**
   * Which count is of which unit.
   *
   * @param path where the count stands, from the root
   * @param unit what it counts
   * @param required whether a response without it is none of this dialect
   */
  public record Mapping(ResponsePath path, Unit unit, boolean required) {

    Optional<Long> countIn(ResponsePath.Place root) {
      Optional<ResponsePath.Place> found = path.in(root);
      if (found.isEmpty() && required) {
        throw new InvalidInputException(root.name() + "." + path, "is required");
      }
      return found.map(Mapping::wholeCount);
    }

    private static Long wholeCount(ResponsePath.Place place) {
      return place
          .require(ResponseValue.Kind.NUMBER)
          .wholeNumber()
          .filter(it -> it >= 0 && it <= Usage.MAX_COUNT)
          .orElseThrow(() -> new InvalidInputException(place.name(), WHOLE_COUNT));
    }
  }

  /**
   * What a response said.
   *
   * @param usage how much was used
   * @param model which model, as the response names it; absent if it names none
   */
  public record Extracted(Usage usage, Optional<String> model) {}
}
