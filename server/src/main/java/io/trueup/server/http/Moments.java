package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Reads times: RFC 3339 with zone and at most nine digits of a second, dates, time zones. */
final class Moments {
  private static final Pattern INSTANT =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final int MAX_ZONE = 50;

  /** What lies outside can't be written as RFC 3339 once a window is added. */
  private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");

  private static final Instant LAST = Instant.parse("9998-12-31T00:00:00Z");

  private Moments() {}

  static Instant instant(String text) {
    if (!INSTANT.matcher(text).matches()) {
      throw refusal("must be a time with zone such as 2026-11-23T10:00:00Z");
    }
    try {
      return bounded(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw refusal("is no time that exists");
    }
  }

  static Moment moment(String text) {
    if (!DATE.matcher(text).matches()) {
      return new Moment.At(instant(text));
    }
    try {
      LocalDate date = LocalDate.parse(text);
      bounded(date.atStartOfDay(ZoneOffset.UTC).toInstant());
      return new Moment.StartOf(date);
    } catch (DateTimeException e) {
      throw refusal("is no date that exists");
    }
  }

  private static Instant bounded(Instant at) {
    if (at.isBefore(FIRST) || at.isAfter(LAST)) {
      throw refusal("must lie in the years 1 to 9998");
    }
    return at;
  }

  static ZoneId zone(String text) {
    try {
      if (text.length() <= MAX_ZONE) {
        return text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
      }
    } catch (DateTimeException e) {
      throw refusal("must be a time zone such as Europe/Berlin");
    }
    throw refusal("must be a time zone such as Europe/Berlin");
  }

  private static InvalidInputException refusal(String reason) {
    return new InvalidInputException("time", reason);
  }
}
