package io.trueup.ledger;

import java.util.Locale;

/** What an alert is about. */
public enum AlertKind {
  /** A window's spending reached a percentage of its budget's limit. */
  THRESHOLD,
  /** At the present pace a window's budget ends before the window does. */
  FORECAST,
  /** A scope spent far more in an hour than it does at that hour of the week. */
  ANOMALY,
  /** The database was away, and requests were admitted that no budget was asked for. */
  OUTAGE;

  /** The name in the HTTP contract. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AlertKind ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
