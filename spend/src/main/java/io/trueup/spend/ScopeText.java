package io.trueup.spend;

import java.util.List;
import java.util.stream.Collectors;

/** The text form of scopes. */
final class ScopeText {

  private ScopeText() {}

  static String write(Scope.Kind kind, List<String> ids) {
    return kind.wireName()
        + ids.stream().map(ScopeText::encode).collect(Collectors.joining("/", ":", ""));
  }

  static Scope parse(String text) {
    Scope scope = read(text);
    if (!scope.text().equals(text)) {
      throw unreadable(text);
    }
    return scope;
  }

  private static Scope read(String text) {
    if (text.equals("global")) {
      return new Scope.Global();
    }
    String[] typeAndIds = text.split(":", 2);
    String[] ids = typeAndIds[typeAndIds.length - 1].split("/", -1);
    return switch (typeAndIds[0] + ids.length) {
      case "organization1" -> new Scope.Organization(decode(ids[0]));
      case "project2" -> new Scope.Project(decode(ids[0]), decode(ids[1]));
      case "user2" -> new Scope.User(decode(ids[0]), decode(ids[1]));
      default -> throw unreadable(text);
    };
  }

  private static String encode(String id) {
    return id.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
  }

  private static String decode(String id) {
    return id.replace("%2F", "/").replace("%3A", ":").replace("%25", "%");
  }

  private static InvalidInputException unreadable(String text) {
    return new InvalidInputException(
        "scope",
        "must look like global, organization:ID, project:ORG/ID or user:ORG/ID, is " + text);
  }
}
