package io.trueup.cache;

/** Why a read had to load. */
public enum MissCause {
  /** The key was not there. */
  COLD,
  /** The entry had outlived its time. */
  EXPIRED,
  /** A change had touched the entry and could not be folded. */
  CHANGED,
  /** The key had lately been pushed out for want of room. */
  EVICTED,
  /** The cache is off, or the reader's transaction has changes pending. */
  BYPASSED
}
