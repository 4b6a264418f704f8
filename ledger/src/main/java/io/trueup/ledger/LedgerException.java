package io.trueup.ledger;

import org.jspecify.annotations.Nullable;

/** The root of what the ledger throws beside what its arguments' own checks throw. */
public class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what to do, and the cause if there is one. */
  public LedgerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
