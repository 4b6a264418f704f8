package io.trueup.server.hostile;

import java.util.List;
import java.util.stream.Stream;

/** A kind of field in a request's body, with values in JSON that it must refuse. */
enum FieldKind {
  /** An id of the caller's own. */
  ID(
      "5",
      "true",
      "[]",
      "{}",
      "''",
      quoted("x".repeat(201)),
      "'a\\u0000b'",
      "'a\\nb'",
      "'.'",
      "'..'"),
  /** A text for people. */
  TEXT("5", "true", "[]", "{}", quoted("x".repeat(5_000)), "'a\\u0000b'", "'\\ud800'"),
  /** A plain decimal of 0 or more, as a string. */
  MONEY(
      "5",
      "1.5",
      "true",
      "[]",
      "{}",
      "''",
      "'1e3'",
      "'-1'",
      "'-0.01'",
      "'NaN'",
      "'Infinity'",
      "' 1'",
      "'1,5'",
      "'0x10'",
      "'+'",
      "'.'",
      "'1.2.3'",
      "'١٢'",
      quoted("9".repeat(60)),
      quoted("0." + "1".repeat(400)),
      quoted("9".repeat(100_000))),
  /** How many of a unit. */
  COUNT("-1", "1.5", "1e400", "99999999999999999999", "'5'", "true", "[]", "{}", "-0.5"),
  /** A point in time with a zone. */
  INSTANT(
      "5",
      "true",
      "[]",
      "{}",
      "''",
      "'yesterday'",
      "'2026-11-23'",
      "'2026-11-23T10:00:00'",
      "'2026-13-01T00:00:00Z'",
      "'2026-02-30T00:00:00Z'",
      "'+1000000000-12-31T00:00:00Z'",
      "'-1000000000-12-31T00:00:00Z'",
      "'2026-11-23T25:00:00Z'",
      "'2026-11-23T10:00:00+99:00'",
      "'99999-01-01T00:00:00Z'"),
  /** One of a few words. */
  WORD("5", "true", "[]", "{}", "''", "'nonesuch'", "'HARD '", quoted("x".repeat(1_000))),
  /** True or false. */
  FLAG("5", "'true'", "[]", "{}", "0"),
  /** Percents in a list. */
  PERCENTS(
      "5", "'50'", "{}", "[0]", "[-1]", "['50']", "[1.5]", "[50, 50]", "[99999999999]", "[true]"),
  /** A length of time as settings have it. */
  TIME("true", "[]", "{}", "''", "'soon'", "'-1s'", "-1", "1.5", "'1y'", "'P1'", "'99999999999d'"),
  /** Several of something. */
  LIST("5", "'x'", "true", "{}", "[1]", "[null]", "[[]]", "{'type':'log'}"),
  /** Something with fields. */
  OBJECT("5", "'x'", "true", "[]", "[1]");

  @SuppressWarnings("ImmutableEnumChecker") // a list that can't be changed
  private final List<String> wrong;

  FieldKind(String... wrong) {
    this.wrong = Stream.of(wrong).map(value -> value.replace('\'', '"')).toList();
  }

  List<String> wrongValues() {
    return wrong;
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
