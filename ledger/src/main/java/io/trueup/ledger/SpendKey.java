package io.trueup.ledger;

import io.trueup.spend.Scope;
import io.trueup.spend.Window;

/**
 * Asks what a scope spent in a window. Immutable.
 *
 * @param scope whose spending
 * @param window when; its bounds are multiples of 15 minutes, as every calendar window's are
 */
public record SpendKey(Scope scope, Window window) {
  /**
   * @throws io.trueup.spend.InvalidInputException if the window's time zone is none of today's
   */
  public SpendKey {
    RollupKey.checkAligned(window);
  }
}
