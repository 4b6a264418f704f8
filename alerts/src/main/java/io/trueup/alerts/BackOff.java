package io.trueup.alerts;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a try that failed: twice as long each time, up to a limit, of which a
 * random part up to a half is left out, so that what failed together does not come back together.
 *
 * @param first after the first
 * @param longest at most
 * @param random from 0 to less than 1
 */
record BackOff(Duration first, Duration longest, DoubleSupplier random) {
  private static final int MOST_DOUBLINGS = 30;

  /** After this try, the first of which is 1. */
  Duration after(int attempt) {
    long factor = 1L << Math.min(attempt - 1, MOST_DOUBLINGS);
    boolean isLongest = longest.toMillis() / factor < first.toMillis();
    long millis = isLongest ? longest.toMillis() : first.toMillis() * factor;
    return Duration.ofMillis((long) (millis * (1 - random.getAsDouble() / 2)));
  }
}
