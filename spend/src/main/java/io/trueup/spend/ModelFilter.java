package io.trueup.spend;

import org.jspecify.annotations.Nullable;

/**
 * Which models a budget counts, whatever the case of ASCII letters in their names, as prices are
 * found.
 *
 * @param provider only this provider; absent: any
 * @param model only this model; absent: any
 */
public record ModelFilter(@Nullable String provider, @Nullable String model) {

  /** Every model, and requests that name none. */
  public static final ModelFilter ANY = new ModelFilter(null, null);

  /** Checks the names that are given. */
  public ModelFilter {
    Violations violations = new Violations();
    checkIfGiven(violations, "filter.provider", provider);
    checkIfGiven(violations, "filter.model", model);
    violations.throwIfAny();
  }

  /** Whether the request's model passes; a request that names none passes only {@link #ANY}. */
  public boolean accepts(@Nullable ModelId id) {
    if (id == null) {
      return equals(ANY);
    }
    return (provider == null || ModelId.sameName(provider, id.provider()))
        && (model == null || ModelId.sameName(model, id.model()));
  }

  private static void checkIfGiven(Violations violations, String field, @Nullable String name) {
    if (name != null) {
      violations.check(() -> Identifiers.check(field, name));
    }
  }
}
