package io.trueup.benchmarks;

import java.util.Arrays;
import java.util.Random;

/** Ranks drawn from a Zipf distribution: rank r has a probability proportional to 1 / (r+1)^s. */
final class Zipf {
  static final double SKEW = 0.99;

  private final double[] cumulative;
  private final Random random;

  Zipf(int ranks, long seed) {
    this.cumulative = new double[ranks];
    this.random = new Random(seed);
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += 1 / Math.pow(rank + 1.0, SKEW);
      cumulative[rank] = sum;
    }
  }

  /** The next rank. O(log ranks). */
  int next() {
    double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, drawn);
    return found >= 0 ? found : -found - 1;
  }
}
