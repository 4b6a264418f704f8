package io.trueup.spend;

/** The rule for ids that callers choose: of organizations, users, requests and the like. */
public final class Identifiers {

  /** How many characters an id may have. */
  public static final int MAX_LENGTH = 200;

  private Identifiers() {}

  /**
   * The id, if it has 1 to 200 characters, none of them a control character, and is not {@code .}
   * or {@code ..}.
   *
   * @throws InvalidInputException naming the field if not
   */
  public static String check(String field, String id) {
    int length = id.codePointCount(0, id.length());
    if (length < 1 || length > MAX_LENGTH) {
      throw new InvalidInputException(field, "must have 1 to 200 characters, has " + length);
    }
    if (id.equals(".") || id.equals("..")) {
      throw new InvalidInputException(field, "must not be \".\" or \"..\"");
    }
    checkText(field, id);
    return id;
  }

  /**
   * Checks that a text of any length holds no control characters and is valid Unicode.
   *
   * @throws InvalidInputException naming the field if not
   */
  public static void checkText(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (Character.isISOControl(at)) {
        throw new InvalidInputException(field, "must not hold control characters");
      }
      if (Character.isSurrogate(at)) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new InvalidInputException(field, "must be valid Unicode, holds half a character");
        }
        i++;
      }
    }
  }
}
