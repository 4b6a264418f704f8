package io.trueup.server.reservation;

import io.trueup.server.http.Range;
import java.time.Duration;

/**
 * Asks to hold for longer.
 *
 * @param ttlSeconds from now
 */
record ExtendForm(@Range(min = 1, max = 86_400) int ttlSeconds) {
  Duration ttl() {
    return Duration.ofSeconds(ttlSeconds);
  }
}
