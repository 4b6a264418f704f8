package io.trueup.ledger;

import io.trueup.spend.Period;
import io.trueup.spend.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Windows as texts: {@code total}; {@code monthly:2026-11} for UTC's; with their bounds for those
 * of other time zones, {@code monthly:2026-11@2026-10-31T23:00:00Z/2026-11-30T23:00:00Z}, as a
 * window does not say whose it is.
 */
final class Windows {
  private static final String TOTAL = "total";
  private static final String OTHER = "window";
  private static final Map<Period, Pattern> IDS = new LinkedHashMap<>();

  static {
    IDS.put(Period.HOURLY, Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d(Z|[+-][\\d:]+)"));
    IDS.put(Period.DAILY, Pattern.compile("\\d{4}-\\d\\d-\\d\\d"));
    IDS.put(Period.WEEKLY, Pattern.compile("\\d{4}-W\\d\\d"));
    IDS.put(Period.MONTHLY, Pattern.compile("\\d{4}-\\d\\d"));
    IDS.put(Period.YEARLY, Pattern.compile("\\d{4}"));
  }

  private Windows() {}

  static String text(Window window) {
    if (!window.isBounded()) {
      return TOTAL;
    }
    Period period = periodOf(window.id());
    if (period != null && isUtc(period, window)) {
      return period.wireName() + ":" + window.id();
    }
    String name = period == null ? OTHER : period.wireName();
    String id = period == null ? ViewKeys.encoded(window.id()).replace("@", "%40") : window.id();
    return name + ":" + id + "@" + window.from() + "/" + window.to();
  }

  private static @Nullable Period periodOf(String id) {
    return IDS.entrySet().stream()
        .filter(e -> e.getValue().matcher(id).matches())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static boolean isUtc(Period period, Window window) {
    return !window.from().isBefore(RollupKey.EARLIEST)
        && window.from().isBefore(RollupKey.LATEST)
        && period.windowAt(window.from(), ZoneOffset.UTC).equals(window);
  }

  /**
   * The window of a text.
   *
   * @throws IllegalArgumentException if it is none
   * @throws java.time.DateTimeException if it holds times that are none
   * @throws io.trueup.spend.InvalidInputException if it is empty, or names no period
   */
  static Window parse(String text) {
    if (text.equals(TOTAL)) {
      return Period.TOTAL.windowAt(Instant.EPOCH, ZoneOffset.UTC);
    }
    int name = text.indexOf(':');
    int bounds = text.lastIndexOf('@');
    if (name < 0) {
      throw new IllegalArgumentException("no window has the text " + text);
    }
    return bounds < 0
        ? ofUtc(Period.ofWireName(text.substring(0, name)), text.substring(name + 1))
        : bounded(text.substring(name + 1, bounds), text.substring(bounds + 1));
  }

  private static Window bounded(String id, String bounds) {
    int middle = bounds.indexOf('/');
    if (middle < 0) {
      throw new IllegalArgumentException("no window has the bounds " + bounds);
    }
    return new Window(
        ViewKeys.decoded(id.replace("%40", "@")),
        Instant.parse(bounds.substring(0, middle)),
        Instant.parse(bounds.substring(middle + 1)));
  }

  private static Window ofUtc(Period period, String id) {
    Instant from =
        switch (period) {
          case HOURLY -> Instant.parse(id.replace("Z", ":00:00Z"));
          case DAILY -> startOf(LocalDate.parse(id));
          case WEEKLY -> startOf(LocalDate.parse(id + "-1", DateTimeFormatter.ISO_WEEK_DATE));
          case MONTHLY -> startOf(LocalDate.parse(id + "-01"));
          case YEARLY -> startOf(LocalDate.parse(id + "-01-01"));
          case PER_REQUEST, TOTAL ->
              throw new IllegalArgumentException(period.wireName() + " has no window " + id);
        };
    return period.windowAt(from, ZoneOffset.UTC);
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
