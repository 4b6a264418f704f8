package io.trueup.benchmarks;

import java.util.Locale;

/**
 * A mean and half the width of its confidence interval of 99.9 %.
 *
 * @param error NaN if there were too few measurements to tell
 */
record Figure(double mean, double error) {
  /** With the errors of both: relative ones add up in squares. */
  Figure over(Figure other) {
    double ratio = mean / other.mean;
    return new Figure(ratio, ratio * Math.hypot(error / mean, other.error / other.mean));
  }

  /** Of so many operations in this time: how many in a unit of it. */
  Figure rate(double operations) {
    double rate = operations / mean;
    return new Figure(rate, rate * error / mean);
  }

  private static String shown(double number) {
    int digits = number < 1 ? 3 : number < 10 ? 2 : number < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }

  @Override
  public String toString() {
    return shown(mean) + (Double.isNaN(error) ? "" : " ± " + shown(error));
  }
}
