package io.trueup.spend;

/*
 * Case. Prices are looked for under the name as given, then in lower case; so GPT-4o may cost what
 * gpt-4o does, and whatever counts or filters models has to take the two for one, or a budget is
 * escaped by a capital letter. Only ASCII letters have a case here, in the catalogue and everywhere:
 * that is the same in every database and locale, and no sign of another script (the Kelvin sign is a
 * k in lower case) is priced as one thing and counted as another.
 */

/**
 * A model as a request names it. Equal only if the names are the same letter by letter; what is
 * meant by a name does not depend on the case of its ASCII letters.
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

  /** The same with both names in lower case, as far as they are ASCII. */
  public ModelId inLowerCase() {
    return new ModelId(inLowerCase(provider), inLowerCase(model));
  }

  /** A name in lower case, as far as it is ASCII. */
  public static String inLowerCase(String name) {
    StringBuilder lower = new StringBuilder(name);
    for (int i = 0; i < lower.length(); i++) {
      lower.setCharAt(i, inLowerCase(name.charAt(i)));
    }
    return lower.toString();
  }

  private static char inLowerCase(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char) (letter + ('a' - 'A')) : letter;
  }

  /** Whether two names mean the same, whatever the case of ASCII letters. */
  static boolean sameName(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (inLowerCase(one.charAt(i)) != inLowerCase(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
