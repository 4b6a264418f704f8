package io.trueup.spend;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;

/*
 * Windows partition time in every zone.
 *
 * A day starts at the first instant that carries its date, as LocalDate.atStartOfDay says. Where
 * the clock falls back across midnight, yesterday's date is shown again after today has started:
 * those instants belong to today, because a window that has ended never comes back. Weeks, months
 * and years are made of such days.
 *
 * An hour is a local hour within one offset. A change of offset always ends it, so that a repeated
 * hour is two windows, told apart by the offset in their ids, and a shift by half an hour leaves a
 * short one.
 */

/**
 * How often a budget starts again. Windows are calendar windows in a time zone, daylight saving
 * included, and a pure function of period, instant and zone.
 *
 * <p>Since 2000 their bounds are multiples of 15 minutes, except for hours in seven zones that
 * changed their clocks a minute past midnight, the last of them, Antarctica/Casey, in 2022.
 */
public enum Period {
  /** Each request by itself; has no windows. */
  PER_REQUEST,
  /** Local hours, cut where the offset changes. */
  HOURLY,
  /** Local days. */
  DAILY,
  /** ISO weeks, from Monday. */
  WEEKLY,
  /** Local months. */
  MONTHLY,
  /** Local years. */
  YEARLY,
  /** All of time; never starts again. */
  TOTAL;

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHXXXXX");

  /**
   * The period of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public static Period ofWireName(String name) {
    return WireNames.find(values(), "period", name);
  }

  /** The name in the HTTP contract, such as {@code per_request}. */
  public String wireName() {
    return WireNames.of(this);
  }

  /** Whether this counts over windows, which all but {@link #PER_REQUEST} do. */
  public boolean hasWindows() {
    return this != PER_REQUEST;
  }

  /**
   * The window that {@code instant} is in. The windows of a zone leave no gap and never overlap:
   * the window at {@code to} starts at {@code to}.
   *
   * @throws NoWindowException for {@link #PER_REQUEST}
   */
  public Window windowAt(Instant instant, ZoneId zone) {
    return switch (this) {
      case PER_REQUEST -> throw new NoWindowException(this);
      case HOURLY -> hourAt(instant, zone.getRules());
      case TOTAL -> Window.TOTAL;
      default -> daysAround(dayAt(instant, zone), zone);
    };
  }

  private static Window hourAt(Instant instant, ZoneRules rules) {
    OffsetDateTime start = instant.atOffset(rules.getOffset(instant)).truncatedTo(ChronoUnit.HOURS);
    Instant from = start.toInstant();
    Instant to = from.plus(1, ChronoUnit.HOURS);
    ZoneOffsetTransition last = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition next = rules.nextTransition(instant);
    return new Window(
        HOUR.format(start),
        last != null && last.getInstant().isAfter(from) ? last.getInstant() : from,
        next != null && next.getInstant().isBefore(to) ? next.getInstant() : to);
  }

  private static LocalDate dayAt(Instant instant, ZoneId zone) {
    LocalDate day = instant.atZone(zone).toLocalDate();
    while (!instant.isBefore(startOf(day.plusDays(1), zone))) {
      day = day.plusDays(1);
    }
    return day;
  }

  private Window daysAround(LocalDate day, ZoneId zone) {
    LocalDate first = firstDay(day);
    return new Window(idOf(first), startOf(first, zone), startOf(nextFirstDay(first), zone));
  }

  private LocalDate firstDay(LocalDate day) {
    return switch (this) {
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTHLY -> day.withDayOfMonth(1);
      case YEARLY -> day.withDayOfYear(1);
      default -> day;
    };
  }

  private LocalDate nextFirstDay(LocalDate first) {
    return switch (this) {
      case WEEKLY -> first.plusWeeks(1);
      case MONTHLY -> first.plusMonths(1);
      case YEARLY -> first.plusYears(1);
      default -> first.plusDays(1);
    };
  }

  private String idOf(LocalDate first) {
    return switch (this) {
      case WEEKLY -> weekId(first);
      case MONTHLY -> YearMonth.from(first).toString();
      case YEARLY -> String.format(Locale.ROOT, "%04d", first.getYear());
      default -> first.toString();
    };
  }

  private static String weekId(LocalDate day) {
    int year = day.get(IsoFields.WEEK_BASED_YEAR);
    return String.format(
        Locale.ROOT, "%04d-W%02d", year, day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static Instant startOf(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }
}
