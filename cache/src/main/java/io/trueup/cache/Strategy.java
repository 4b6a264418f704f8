package io.trueup.cache;

/** How a cache keeps up with changes. */
public enum Strategy {
  /** A change of one of its tags makes an entry invalid; the next read loads. */
  EVICT,
  /**
   * Changes that the cache declared a fold for are applied to the value; others make it invalid.
   */
  FOLD,
  /** Changes are ignored and entries live for their time: stale by design, kept for comparison. */
  TTL,
  /** Nothing is kept; each read loads. */
  OFF
}
