package io.trueup.spend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the catalogue. Immutable.
 *
 * @param id the catalogue's id of it
 * @param name for people
 * @param match which other names mean it, if any do
 * @param fallbacks ids of the providers whose models it also serves, in the order to try them
 * @param models in file order, the first that matches a name counts; ids are unique
 */
public record Provider(
    String id,
    String name,
    @Nullable Clause match,
    List<String> fallbacks,
    List<CatalogueModel> models) {

  /** Copies the lists and checks the ids. */
  public Provider {
    Identifiers.check("id", id);
    fallbacks = List.copyOf(fallbacks);
    models = List.copyOf(models);
    if (models.stream().map(CatalogueModel::id).distinct().count() < models.size()) {
      throw new InvalidInputException("models", "must have different ids in provider " + id);
    }
  }

  boolean isMeantBy(String provider) {
    return match != null && match.matches(provider);
  }
}
