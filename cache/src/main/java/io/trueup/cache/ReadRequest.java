package io.trueup.cache;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one read asks for beyond the cache's policy. Immutable.
 *
 * @param maxStaleness a tighter bound than the policy's; zero asks for a linearizable read; null
 *     keeps the policy's. A looser one has no effect
 * @param atLeast the answer must include every change up to here; null if there is no such wish
 */
public record ReadRequest(@Nullable Duration maxStaleness, @Nullable Position atLeast) {
  /** As the policy says. */
  public static final ReadRequest BY_POLICY = new ReadRequest(null, null);

  /** Linearizable: the answer is as new as the moment the read began. */
  public static final ReadRequest STRICT = new ReadRequest(Duration.ZERO, null);

  /**
   * @throws IllegalArgumentException if the staleness is negative
   */
  public ReadRequest {
    if (maxStaleness != null && maxStaleness.isNegative()) {
      throw new IllegalArgumentException(
          "maxStaleness: must be 0 or more, is " + maxStaleness.toMillis() + " ms");
    }
  }

  /** A state at least as new as this position. */
  public static ReadRequest atLeast(Position position) {
    return new ReadRequest(null, Objects.requireNonNull(position, "position"));
  }
}
