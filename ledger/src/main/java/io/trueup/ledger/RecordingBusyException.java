package io.trueup.ledger;

import java.time.Duration;

/** The recorder's queue stayed full; nothing was recorded. Try again later. */
public final class RecordingBusyException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RecordingBusyException(int queued, Duration retryAfter) {
    super("%d records are waiting to be written: try again later".formatted(queued), null);
    this.retryAfter = retryAfter;
  }

  /** After how long it is worth a try. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
