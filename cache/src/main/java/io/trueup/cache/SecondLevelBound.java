package io.trueup.cache;

import java.time.Duration;
import java.util.Objects;

/**
 * How long values live in the second level, and how much of the log a node keeps in mind, and reads
 * at its start, to judge them by. What is older is loaded again.
 *
 * @param lifetime how long a value is kept there at most; no longer than the log keeps its rows
 * @param maxChanges of how many changes a node knows the ids, 16 or more; memory is 24 bytes each.
 *     At a start or a reset at most so many rows of the log are read, 1 000 a query
 */
public record SecondLevelBound(Duration lifetime, int maxChanges) {
  /** One hour, 100 000 changes. */
  public static final SecondLevelBound DEFAULT = new SecondLevelBound(Duration.ofHours(1), 100_000);

  private static final int MOST = 10_000_000;

  /**
   * @throws IllegalArgumentException if one of them makes no sense
   */
  public SecondLevelBound {
    Objects.requireNonNull(lifetime, "lifetime");
    if (lifetime.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("second level lifetime: must be 1 ms or more");
    }
    if (maxChanges < 16 || maxChanges > MOST) {
      throw new IllegalArgumentException(
          "second level maxChanges: must be 16 to " + MOST + ", is " + maxChanges);
    }
  }
}
