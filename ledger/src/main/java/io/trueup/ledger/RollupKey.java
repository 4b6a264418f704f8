package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Subject;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.Objects;

/**
 * What a rollup sums up: a quarter of an hour of one user, project and model. Immutable.
 *
 * @param subject whose spending, with which model, as the requests named it
 * @param bucket start of the quarter of an hour in seconds since 1970
 */
public record RollupKey(Subject subject, long bucket) {
  /** Length of a bucket in seconds. */
  public static final long BUCKET_SECONDS = 900;

  static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

  /** Checks that the subject names a model. */
  public RollupKey {
    Objects.requireNonNull(subject.model(), "model");
  }

  /** The rollup that a request of this subject at this instant counts in. */
  public static RollupKey of(Subject subject, Instant at) {
    long bucket = Math.floorDiv(at.getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS;
    return new RollupKey(subject, bucket);
  }

  /** The model. */
  public ModelId model() {
    return Objects.requireNonNull(subject.model());
  }

  /**
   * Checks that a bucket begins at the instant.
   *
   * @throws InvalidInputException naming the field if not
   */
  static void checkAligned(String field, Instant instant) {
    if (instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)) {
      throw new InvalidInputException(field, "must be in the years 1 to 9999");
    }
    if (!isAligned(instant)) {
      throw new InvalidInputException(field, "must be at a quarter of an hour, is " + instant);
    }
  }

  /**
   * Checks that no bucket reaches into two windows.
   *
   * @throws InvalidInputException naming the time zone, which is to blame, if one does
   */
  static void checkAligned(Window window) {
    if (window.isBounded() && !(isAligned(window.from()) && isAligned(window.to()))) {
      throw new InvalidInputException(
          "time_zone", "must differ from UTC by quarters of an hour, not as in " + window);
    }
  }

  private static boolean isAligned(Instant instant) {
    return instant.getNano() == 0 && instant.getEpochSecond() % BUCKET_SECONDS == 0;
  }

  /** Whether it lies in the span of seconds, {@code to} exclusive. */
  boolean isWithin(long from, long to) {
    return bucket >= from && bucket < to;
  }
}
