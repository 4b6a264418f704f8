package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time that a list or a sum is about, at most 400 days. Immutable.
 *
 * @param from its start, inclusive
 * @param to its end, exclusive
 * @param zone the time zone in which dates begin
 */
public record TimeRange(Instant from, Instant to, ZoneId zone) {
  private static final Duration DEFAULT = Duration.ofDays(30);
  private static final Duration MAX = Duration.ofDays(400);
  private static final long QUARTER = 15 * 60;
  private static final long DAY = 24 * 60 * 60;

  /**
   * What was asked for; the last 30 days where nothing was. "Now" is the end of the quarter of an
   * hour that it is in, so that a range without an end includes what has just happened and stays
   * the same for a while.
   *
   * @throws InvalidInputException naming the bound that is wrong
   */
  public static TimeRange of(
      @Nullable Moment from, @Nullable Moment to, @Nullable ZoneId zone, Instant now) {
    return ending(from, to, zone, endOf(QUARTER, now));
  }

  /** The same for what is counted by UTC days: "now" is the end of the day. */
  public static TimeRange ofDays(
      @Nullable Moment from, @Nullable Moment to, @Nullable ZoneId zone, Instant now) {
    return ending(from, to, zone, endOf(DAY, now));
  }

  private static TimeRange ending(
      @Nullable Moment from, @Nullable Moment to, @Nullable ZoneId zone, Instant present) {
    ZoneId in = zone == null ? ZoneOffset.UTC : zone;
    Instant end = to == null ? present : to.in(in);
    Instant start = from == null ? end.minus(DEFAULT) : from.in(in);
    if (!start.isBefore(end)) {
      throw new InvalidInputException(from == null ? "to" : "from", "must be before to");
    }
    if (Duration.between(start, end).compareTo(MAX) > 0) {
      throw new InvalidInputException("from", "must be at most 400 days before to");
    }
    return new TimeRange(start, end, in);
  }

  private static Instant endOf(long seconds, Instant now) {
    long whole = Math.floorDiv(now.getEpochSecond(), seconds);
    return Instant.ofEpochSecond((whole + 1) * seconds);
  }
}
