package io.trueup.spend;

/** The rule for ids that callers choose. */
final class Identifiers {

  static final int MAX_LENGTH = 200;

  private Identifiers() {}

  static String check(String field, String id) {
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

  static void checkText(String field, String text) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new InvalidInputException(field, "must not hold control characters");
    }
    if (text.codePoints().anyMatch(Identifiers::isLoneSurrogate)) {
      throw new InvalidInputException(field, "must be valid Unicode, holds half a character");
    }
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
