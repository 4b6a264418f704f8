package io.trueup.server.alerts;

import io.trueup.ledger.AlertDelivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an alert's way to a channel stands.
 *
 * @param channel what kind of channel
 * @param target where to, without what may be a secret; null for the log
 * @param state whether it is to be tried, was taken, or was given up
 * @param attempts how often it was tried
 * @param nextAttemptAt when it is tried again; null if it isn't
 * @param lastError what the last try that failed came to
 * @param endedAt when it was delivered or given up
 */
record DeliveryBody(
    String channel,
    @Nullable String target,
    AlertDelivery.State state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String lastError,
    @Nullable Instant endedAt) {

  static DeliveryBody of(AlertDelivery delivery) {
    return new DeliveryBody(
        delivery.channel(),
        delivery.target(),
        delivery.state(),
        delivery.attempts(),
        delivery.nextAttemptAt(),
        delivery.lastError(),
        delivery.endedAt());
  }
}
