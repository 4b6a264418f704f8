package io.trueup.ledger;

import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rollup sums up: a quarter of an hour of one user, project and model. Immutable.
 *
 * @param organization whose spending
 * @param project under which project, or null
 * @param user by which user, or null
 * @param model with which model, as the requests named it
 * @param bucket start of the quarter of an hour in seconds since 1970
 */
public record RollupKey(
    String organization,
    @Nullable String project,
    @Nullable String user,
    ModelId model,
    long bucket) {
  /** Length of a bucket in seconds. */
  public static final long BUCKET_SECONDS = 900;

  /** The start of the bucket that an instant falls into. */
  static long bucketOf(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS;
  }

  boolean isIn(Scope scope) {
    if (scope instanceof Scope.Organization it) {
      return it.id().equals(organization);
    }
    if (scope instanceof Scope.Project it) {
      return it.organization().equals(organization) && it.id().equals(project);
    }
    if (scope instanceof Scope.User it) {
      return it.organization().equals(organization) && it.id().equals(user);
    }
    return true;
  }

  boolean isWithin(long from, long to) {
    return bucket >= from && bucket < to;
  }
}
