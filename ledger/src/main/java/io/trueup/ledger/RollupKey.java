package io.trueup.ledger;

import io.trueup.spend.ModelId;
import io.trueup.spend.Subject;
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

  /** Checks that the subject names a model. */
  public RollupKey {
    Objects.requireNonNull(subject.model(), "model");
  }

  /** The start of the bucket that an instant falls into. */
  static long bucketOf(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS;
  }

  /** The model. */
  public ModelId model() {
    return Objects.requireNonNull(subject.model());
  }

  /** Whether it lies in the span of seconds, {@code to} exclusive. */
  boolean isWithin(long from, long to) {
    return bucket >= from && bucket < to;
  }
}
