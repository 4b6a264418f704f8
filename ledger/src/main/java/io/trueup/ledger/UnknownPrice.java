package io.trueup.ledger;

/** What becomes of a record whose model nobody knows a price of. */
public enum UnknownPrice {
  /** It is refused, by an {@link UnknownPriceException}. */
  REFUSE,
  /** It is kept without a cost; sums count it as nothing. */
  RECORD
}
