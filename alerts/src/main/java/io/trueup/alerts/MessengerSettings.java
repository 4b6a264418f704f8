package io.trueup.alerts;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How alerts are delivered. Immutable.
 *
 * @param pollInterval how often each node looks for what is due, 10 ms or more
 * @param threads how many deliveries a node makes at once, 1 to 64
 * @param timeout how long one exchange with a channel may take, at most a minute
 * @param attempts how often a delivery is tried before it is given up, 1 to 100
 * @param firstRetry how long after the first try the second comes
 * @param longestRetry how long after another the next one comes at most
 * @param allowPrivateTargets whether webhooks may lead into private networks
 * @param currency of every amount
 * @param mailServer through whom mails are sent; null for none
 * @param watch what is looked for by and by
 */
public record MessengerSettings(
    Duration pollInterval,
    int threads,
    Duration timeout,
    int attempts,
    Duration firstRetry,
    Duration longestRetry,
    boolean allowPrivateTargets,
    String currency,
    @Nullable MailServer mailServer,
    WatchSettings watch) {

  /** Twelve tries within three to four hours, public targets, no mails, USD. */
  public static final MessengerSettings DEFAULT =
      new MessengerSettings(
          Duration.ofSeconds(1),
          4,
          Duration.ofSeconds(10),
          12,
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          false,
          "USD",
          null,
          WatchSettings.DEFAULT);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public MessengerSettings {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(watch, "watch");
    check(pollInterval.toMillis() >= 10, "pollInterval must be 10 ms or more");
    check(threads >= 1 && threads <= 64, "threads must be 1 to 64");
    check(
        timeout.toMillis() >= 1 && timeout.compareTo(Duration.ofMinutes(1)) <= 0,
        "timeout must be 1 ms to a minute");
    check(attempts >= 1 && attempts <= 100, "attempts must be 1 to 100");
    check(firstRetry.toMillis() >= 1, "firstRetry must be 1 ms or more");
    check(longestRetry.compareTo(firstRetry) >= 0, "longestRetry must be firstRetry or more");
  }

  private static void check(boolean fits, String rule) {
    if (!fits) {
      throw new IllegalArgumentException(rule);
    }
  }
}
