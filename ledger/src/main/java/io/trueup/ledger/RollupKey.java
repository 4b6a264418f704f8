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

  /** The rollup that a request of this subject at this instant counts in. */
  public static RollupKey of(Subject subject, Instant at) {
    long bucket = Math.floorDiv(at.getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS;
    return new RollupKey(subject, bucket);
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
