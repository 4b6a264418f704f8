package io.trueup.spend;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the catalogue. Immutable.
 *
 * @param id the catalogue's id of it
 * @param name for people
 * @param match which other names mean it, if any do
 * @param apiPattern how the addresses of its API begin, if that is known
 * @param fallbacks ids of the providers whose models it also serves, in the order to try them
 * @param models in file order, the first that matches a name counts; ids are unique
 * @param extractors how its responses are read, each of another flavor; the first is the default
 */
public record Provider(
    String id,
    String name,
    @Nullable Clause match,
    Clause.@Nullable Regex apiPattern,
    List<String> fallbacks,
    List<CatalogueModel> models,
    List<UsageExtractor> extractors) {

  /** Copies the lists and checks the ids. */
  public Provider {
    Identifiers.check("id", id);
    fallbacks = List.copyOf(fallbacks);
    models = List.copyOf(models);
    extractors = List.copyOf(extractors);
    new Violations()
        .refuseIf(
            models.stream().map(CatalogueModel::id).distinct().count() < models.size(),
            "models",
            "must have different ids in provider " + id)
        .refuseIf(
            extractors.stream().map(UsageExtractor::apiFlavor).distinct().count()
                < extractors.size(),
            "extractors",
            "must have different flavors in provider " + id)
        .throwIfAny();
  }

  /** A provider of these models, whose responses can't be read and whose API has no address. */
  public Provider(
      String id,
      String name,
      @Nullable Clause match,
      List<String> fallbacks,
      List<CatalogueModel> models) {
    this(id, name, match, null, fallbacks, models, List.of());
  }

  /**
   * How responses of a flavor are read.
   *
   * @param apiFlavor null: the provider's first
   * @throws InvalidInputException naming {@code api_flavor}, or {@code provider} if it has none
   */
  public UsageExtractor extractor(@Nullable String apiFlavor) {
    if (extractors.isEmpty()) {
      throw new InvalidInputException(
          "provider", "must be one whose responses can be read; no flavor of " + id + " is known");
    }
    return apiFlavor == null ? extractors.get(0) : ofFlavor(apiFlavor);
  }

  private UsageExtractor ofFlavor(String apiFlavor) {
    return extractors.stream()
        .filter(it -> it.apiFlavor().equals(apiFlavor))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("api_flavor", "must be one of " + flavors()));
  }

  private String flavors() {
    return extractors.stream().map(UsageExtractor::apiFlavor).collect(Collectors.joining(", "));
  }

  boolean isAt(String address) {
    return apiPattern != null && apiPattern.pattern().matcher(address).lookingAt();
  }

  boolean isMeantBy(String provider) {
    return match != null && match.matches(provider);
  }
}
