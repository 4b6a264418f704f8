package io.trueup.ledger;

import org.jspecify.annotations.Nullable;

/** Optimistic locking: what a caller saw must still be so. */
final class Versioned {
  private Versioned() {}

  /**
   * Checks the version, if the caller named one.
   *
   * @throws LostUpdateException if the object has another
   */
  static void check(String kind, String id, @Nullable Long expected, long actual) {
    if (expected != null && expected != actual) {
      throw new LostUpdateException(kind, id, expected, actual);
    }
  }
}
