package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for spending by groups. Immutable.
 *
 * @param by the groups
 * @param scope whose spending
 * @param filter on which models
 * @param from start, inclusive, a multiple of 15 minutes
 * @param to end, exclusive, a multiple of 15 minutes, at most 400 days later
 * @param zone the time zone of days and hours
 */
public record BreakdownKey(
    Dimension by, Scope scope, ModelFilter filter, Instant from, Instant to, ZoneId zone) {
  static final Duration MAX_SPAN = Duration.ofDays(400);

  /**
   * @throws InvalidInputException naming the field that is wrong
   */
  public BreakdownKey {
    RollupKey.checkAligned("from", from);
    RollupKey.checkAligned("to", to);
    RollupKey.checkAligned(Period.HOURLY.windowAt(from, zone));
    if (!from.isBefore(to)) {
      throw new InvalidInputException("to", "must be after from");
    }
    if (Duration.between(from, to).compareTo(MAX_SPAN) > 0) {
      throw new InvalidInputException("to", "must be at most 400 days after from");
    }
    if (by == Dimension.CONVERSATION) {
      checkWholeDay("from", from);
      checkWholeDay("to", to);
    }
  }

  private static void checkWholeDay(String field, Instant instant) {
    if (instant.getEpochSecond() % ConversationRollups.DAY_SECONDS != 0) {
      throw new InvalidInputException(
          field, "must be midnight UTC where it is by conversation, is " + instant);
    }
  }

  long fromSeconds() {
    return from.getEpochSecond();
  }

  long toSeconds() {
    return to.getEpochSecond();
  }

  boolean counts(RollupKey key) {
    return key.isWithin(fromSeconds(), toSeconds())
        && key.subject().isIn(scope)
        && filter.accepts(key.model());
  }

  /** The group that a delta belongs to; null for records without a user, project and so on. */
  @Nullable String groupOf(RollupDelta delta) {
    RollupKey key = delta.key();
    return switch (by) {
      case CONVERSATION -> delta.conversation();
      case PROVIDER -> key.model().provider();
      case MODEL -> key.model().toString();
      case USER -> key.subject().user();
      case PROJECT -> key.subject().project();
      case DAY, HOUR -> timeOf(key.bucket());
    };
  }

  String timeOf(long bucket) {
    Instant at = Instant.ofEpochSecond(bucket);
    return by == Dimension.DAY
        ? Period.DAILY.windowAt(at, zone).id()
        : Period.HOURLY.windowAt(at, zone).from().toString();
  }
}
