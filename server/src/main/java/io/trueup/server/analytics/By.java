package io.trueup.server.analytics;

import io.trueup.ledger.Dimension;
import io.trueup.spend.InvalidInputException;

/** By what spending is broken down, as the contract names it. */
enum By {
  PROVIDER,
  MODEL,
  PROJECT,
  USER,
  CONVERSATION,
  DAY,
  HOUR;

  /**
   * The ledger's dimension.
   *
   * @throws InvalidInputException if the ledger has none yet
   */
  Dimension dimension() {
    if (this == CONVERSATION) {
      throw new InvalidInputException("by", "conversation is not supported in this version");
    }
    return Dimension.valueOf(name());
  }

  /** Whether groups go by time, not by cost. */
  boolean isTime() {
    return this == DAY || this == HOUR;
  }
}
