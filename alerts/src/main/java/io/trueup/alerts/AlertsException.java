package io.trueup.alerts;

import org.jspecify.annotations.Nullable;

/** The root of what alerts throw. */
public class AlertsException extends RuntimeException {
  /** With a message that says what to do, and what was underneath. */
  public AlertsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
