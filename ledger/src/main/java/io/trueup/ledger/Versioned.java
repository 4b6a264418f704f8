package io.trueup.ledger;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Optimistic locking: what a caller saw must still be so. */
final class Versioned {
  private static final long ABSENT = -1;

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

  /**
   * The version after a write, from what there is: a new object's, or the next.
   *
   * @param old the object's version; null if it is not there
   * @throws LostUpdateException if the caller named another
   */
  static long next(
      DSLContext sql, String kind, String id, @Nullable Long expected, @Nullable Long old) {
    check(kind, id, expected, old == null ? ABSENT : old);
    return old == null ? VersionFloor.of(sql) : old + 1;
  }
}
