package io.trueup.cache;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long ago the loads of a cache's entries began, over a sample of at most {@value #SAMPLE}
 * entries. All zero if there are none. Immutable.
 *
 * @param p50 half of them are younger
 * @param p90 nine of ten are younger
 * @param p99 all but one in a hundred are younger
 */
public record AgePercentiles(Duration p50, Duration p90, Duration p99) {
  static final int SAMPLE = 1_000;

  /** Of no entries. */
  public static final AgePercentiles NONE =
      new AgePercentiles(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  static AgePercentiles of(long[] nanos) {
    if (nanos.length == 0) {
      return NONE;
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new AgePercentiles(at(sorted, 50), at(sorted, 90), at(sorted, 99));
  }

  /** Nearest rank. */
  private static Duration at(long[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
  }
}
