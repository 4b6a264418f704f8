package io.trueup.alerts;

/** So many channels are being tested that no more are, for the moment. */
public final class MessengerBusyException extends AlertsException {
  MessengerBusyException(Throwable cause) {
    super("too many channels are being tested: try again later", cause);
  }
}
