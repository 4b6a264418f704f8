package io.trueup.alerts;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What is looked for by and by, once for all nodes. Immutable.
 *
 * @param forecasts whether budgets that will run out are told of
 * @param anomalies whether hours out of the usual are told of
 * @param anomalyFactor how many times the usual is too much, 1 or more
 * @param anomalyFloor what is less than this in an hour is never too much, 0 or more
 * @param retention how long alerts are kept, a day or more
 */
public record WatchSettings(
    boolean forecasts,
    boolean anomalies,
    BigDecimal anomalyFactor,
    BigDecimal anomalyFloor,
    Duration retention) {

  /** Both, more than 4 times the usual and 10 in an hour, kept for 400 days. */
  public static final WatchSettings DEFAULT =
      new WatchSettings(
          true, true, BigDecimal.valueOf(4), BigDecimal.valueOf(10), Duration.ofDays(400));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public WatchSettings {
    if (anomalyFactor.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("anomalyFactor must be 1 or more");
    }
    if (anomalyFloor.signum() < 0) {
      throw new IllegalArgumentException("anomalyFloor must be 0 or more");
    }
    if (retention.toDays() < 1) {
      throw new IllegalArgumentException("retention must be a day or more");
    }
  }
}
