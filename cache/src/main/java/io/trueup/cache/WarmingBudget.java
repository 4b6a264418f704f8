package io.trueup.cache;

import java.time.Duration;
import java.util.Objects;

/**
 * What warming may cost. Immutable.
 *
 * @param concurrency loads at once, from 1 to {@value #MAX_CONCURRENCY}
 * @param loadsPerSecond how many loads begin within a second at most, 1 or more
 * @param timeLimit when it ends, done or not; more than 0
 */
public record WarmingBudget(int concurrency, int loadsPerSecond, Duration timeLimit) {
  static final int MAX_CONCURRENCY = 64;

  /** 4 loads at once, 500 a second, 30 s. */
  public static final WarmingBudget DEFAULT = new WarmingBudget(4, 500, Duration.ofSeconds(30));

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public WarmingBudget {
    Objects.requireNonNull(timeLimit, "timeLimit");
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException("concurrency: must be from 1 to " + MAX_CONCURRENCY);
    }
    if (loadsPerSecond < 1) {
      throw new IllegalArgumentException("loadsPerSecond: must be 1 or more");
    }
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException("timeLimit: must be more than 0");
    }
  }
}
