package io.trueup.ledger;

import java.util.Locale;

/** How a record came by its cost. */
public enum Exactness {
  /** Charged by price, to the last digit. */
  EXACT,
  /** The caller said so. */
  GIVEN,
  /** It is not known, since nobody knew a price. */
  UNPRICED;

  /** The name in the HTTP contract. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Exactness ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
