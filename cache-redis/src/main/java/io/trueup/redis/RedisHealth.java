package io.trueup.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the second level is. Immutable.
 *
 * @param connected whether there is a connection
 * @param circuit whether it is used
 * @param since how long it has been usable, or not
 * @param lastError what went wrong last, even if it is well now; null if nothing ever did
 * @param counts what was done since the start
 */
public record RedisHealth(
    boolean connected, Circuit circuit, Duration since, @Nullable String lastError, Counts counts) {

  /** Whether the caches do without it at the moment: nothing is wrong with them, but slower. */
  public boolean degraded() {
    return !connected || circuit != Circuit.CLOSED;
  }

  /** Whether Redis is asked. */
  public enum Circuit {
    /** It is. */
    CLOSED,
    /** It failed too often and is left alone for a while. */
    OPEN,
    /** It is being tried again. */
    HALF_OPEN
  }

  /**
   * Counts since the start.
   *
   * @param gets reads that asked Redis
   * @param hits reads that found an entry
   * @param puts writes that Redis has answered
   * @param failures reads and writes that it did not answer in time, or refused
   * @param skipped reads and writes that were not tried since the circuit was open
   * @param unreadable bytes under a key that were no entry of this version
   * @param tooLarge keys and values that were too large to be kept
   * @param crowdedOut writes left out since too many were under way
   * @param claims loads that this node did for all
   * @param waits loads that it did not begin since another node was at it
   */
  public record Counts(
      long gets,
      long hits,
      long puts,
      long failures,
      long skipped,
      long unreadable,
      long tooLarge,
      long crowdedOut,
      long claims,
      long waits) {}
}
