package io.trueup.spend;

/**
 * A model as a request names it; names are compared exactly.
 *
 * @param provider the provider's id, such as {@code openai}
 * @param model the model's name, which may hold slashes
 */
public record ModelId(String provider, String model) {

  /** Checks both names. */
  public ModelId {
    new Violations()
        .check(() -> Identifiers.check("provider", provider))
        .check(() -> Identifiers.check("model", model))
        .throwIfAny();
  }

  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
