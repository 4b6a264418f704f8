package io.trueup.server.http;

/** Paths to fields, as problems name them: {@code usage.input_tokens}, {@code channels[0].url}. */
final class Paths {
  private static final int MAX_NAME = 100;

  private Paths() {}

  static String member(String path, String name) {
    String shown = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name;
    return path.isEmpty() ? shown : path + "." + shown;
  }

  static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /**
   * The path of a field that a part names by itself: the domain calls some fields by their name
   * inside the part, some by the part's own, some by the whole path.
   */
  static String within(String path, String field) {
    boolean isNamedWhole =
        path.isEmpty() || field.equals(path) || field.startsWith(path + ".") || isLast(path, field);
    return path.isEmpty() ? field : isNamedWhole ? whole(path, field) : path + "." + field;
  }

  private static String whole(String path, String field) {
    return isLast(path, field) ? path : field;
  }

  private static boolean isLast(String path, String field) {
    return path.equals(field) || path.endsWith("." + field);
  }
}
