package io.trueup.ledger;

import java.util.Locale;

/** Why an alert is recorded, but delivered to nobody. */
public enum Suppression {
  /** Another one of its budget and severity was delivered shortly before. */
  COOLDOWN,
  /** Its window had long ended: what was recorded late crosses the past's thresholds. */
  LATE;

  /** The name in the HTTP contract. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Suppression ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
