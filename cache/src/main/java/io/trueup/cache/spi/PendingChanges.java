package io.trueup.cache.spi;

import io.trueup.cache.Tags;

/**
 * What an open transaction has appended so far, seen by nobody else. Used by the transaction's own
 * thread only.
 */
public interface PendingChanges {
  /** Whether a pending change touches one of these tags. */
  boolean touches(Tags tags);
}
