package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.ledger.schema.tables.TrueupRollupKey;
import org.jooq.DSLContext;

/** What the views of spending load: sums over rollups, never over records. */
final class SpendQueries {
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;

  private SpendQueries() {}

  static SpendTotals spend(DSLContext sql, SpendKey key) {
    long from = key.window().from().getEpochSecond();
    long to = key.window().to().getEpochSecond();
    return sql.select(Rollups.SUMS.sums())
        .from(Rollups.SUMS.withKeys())
        .where(Rollups.in(key.scope(), K.ORGANIZATION, K.PROJECT, K.USER_ID))
        .and(Rollups.within(TRUEUP_ROLLUP.BUCKET, from, to))
        .fetchSingle(row -> Rollups.SUMS.totals(row, 0));
  }

  static Breakdown breakdown(DSLContext sql, BreakdownKey key) {
    return new BreakdownQuery(sql, key).load();
  }
}
