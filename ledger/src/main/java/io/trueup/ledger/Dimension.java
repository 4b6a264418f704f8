package io.trueup.ledger;

import java.util.Locale;

/** By what spending is broken down. */
public enum Dimension {
  /** By provider. */
  PROVIDER,
  /** By provider and model, written {@code provider/model}. */
  MODEL,
  /** By user; a group without a key for records without one. */
  USER,
  /** By project; a group without a key for records without one. */
  PROJECT,
  /**
   * By conversation, over whole UTC days; a group without a key for records without one. The same
   * id in two organizations is one group.
   */
  CONVERSATION,
  /** By calendar day of a time zone, written {@code 2026-11-23}. */
  DAY,
  /** By hour of a time zone, written as the instant at which it begins. */
  HOUR;

  /** The name in the HTTP contract. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isTime() {
    return this == DAY || this == HOUR;
  }
}
