package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A point in time as a caller names it: an instant, or a date, which begins in a time zone. */
public sealed interface Moment {
  /** The instant that this is in the time zone. */
  Instant in(ZoneId zone);

  /**
   * Reads either form.
   *
   * @throws InvalidInputException if it is neither
   */
  static Moment parse(String text) {
    return Moments.moment(text);
  }

  /**
   * An instant.
   *
   * @param at when
   */
  record At(Instant at) implements Moment {
    @Override
    public Instant in(ZoneId zone) {
      return at;
    }
  }

  /**
   * The first instant of a day.
   *
   * @param date which day
   */
  record StartOf(LocalDate date) implements Moment {
    @Override
    public Instant in(ZoneId zone) {
      return date.atStartOfDay(zone).toInstant();
    }
  }
}
