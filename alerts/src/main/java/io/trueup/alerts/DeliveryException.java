package io.trueup.alerts;

import org.jspecify.annotations.Nullable;

/** A channel did not take an alert; its message names no secret. */
final class DeliveryException extends AlertsException {
  DeliveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What is kept of it, and shown. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
