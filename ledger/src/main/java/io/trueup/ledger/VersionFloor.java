package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_VERSION_FLOOR;

import org.jooq.DSLContext;

/**
 * The version at which a new object begins. It lies above that of every object ever deleted, so
 * that a version seen of an old object is never that of a new one of the same id. One number for
 * all objects: nothing is remembered of what was deleted.
 */
final class VersionFloor {
  private VersionFloor() {}

  static long of(DSLContext sql) {
    return sql.select(TRUEUP_VERSION_FLOOR.VERSION)
        .from(TRUEUP_VERSION_FLOOR)
        .fetchSingle()
        .value1();
  }

  /** An object of this version is deleted. */
  static void raiseAbove(DSLContext sql, long version) {
    sql.update(TRUEUP_VERSION_FLOOR)
        .set(TRUEUP_VERSION_FLOOR.VERSION, version + 1)
        .where(TRUEUP_VERSION_FLOOR.VERSION.le(version))
        .execute();
  }
}
