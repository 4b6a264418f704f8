package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import java.time.Duration;

/**
 * Whether and how nodes may admit from slices of budgets' room in memory. Immutable; the same on
 * all nodes of a database.
 *
 * @param isOn whether they may; otherwise every reservation asks the database
 * @param time for how long a node may admit from one slice, 1 s to 5 min
 */
public record LeaseSettings(boolean isOn, Duration time) {
  /** Leases of 10 s. */
  public static final LeaseSettings DEFAULT = new LeaseSettings(true, Duration.ofSeconds(10));

  /** None. */
  public static final LeaseSettings OFF = new LeaseSettings(false, DEFAULT.time);

  private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** Two clocks' rates may differ by 1 % each way from the true one. */
  private static final int CLOCKS_PERCENT = 2;

  /**
   * @throws InvalidInputException if the time is out of bounds
   */
  public LeaseSettings {
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new InvalidInputException("reservations.lease-ttl", "must be 1s to 5m");
    }
  }

  /** The longest that is admitted from a lease, where so long is usual. */
  static Duration longestHold(Duration usual) {
    return usual.compareTo(LONGEST_HOLD) < 0 ? usual : LONGEST_HOLD;
  }

  /** For how long a lease must have been seen until nothing that it admitted is held any more. */
  Duration watch(Duration longestHold) {
    Duration held = time.plus(longestHold).plus(MARGIN);
    return held.plus(held.multipliedBy(CLOCKS_PERCENT).dividedBy(100));
  }
}
