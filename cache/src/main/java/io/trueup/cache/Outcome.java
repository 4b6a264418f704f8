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
  /** From the cache although its bound could not be proven, as the policy allows in an outage. */
  STALE
}
