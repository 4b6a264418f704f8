package io.trueup.ledger;

/** Whether somebody has taken note of an alert. */
public enum AlertState {
  /** Nobody has. */
  OPEN,
  /** Somebody has. */
  ACKNOWLEDGED
}
