package io.trueup.cache;

/** How a read was answered. */
public enum Outcome {
  /** From the cache, as it stood. */
  HIT,
  /** From the cache, after applying recent changes to the value. */
  FOLD,
  /** By a load, the reader's own or one that it joined. */
  MISS,
  /** By a load that is never kept: the cache is off, or a transaction has changes pending. */
  BYPASS,
  /**
   * From the cache, an old value: one that is proven to be within the bound while the new one
   * loads, or, in an outage and where the policy allows it, one whose bound could not be proven.
   * The answer's age says how old.
   */
  STALE
}
