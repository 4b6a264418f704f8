package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_USAGE;

import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupUsage;
import io.trueup.spend.Money;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What the views of spending load: sums over rollups, never over records. */
final class SpendQueries {
  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupUsage U = TRUEUP_ROLLUP_USAGE;

  private SpendQueries() {}

  static SpendTotals spend(DSLContext sql, SpendKey key) {
    long from = key.window().from().getEpochSecond();
    long to = key.window().to().getEpochSecond();
    Record sums =
        sql.select(
                DSL.coalesce(DSL.sum(R.COST), BigDecimal.ZERO),
                DSL.coalesce(DSL.sum(R.REQUESTS), BigDecimal.ZERO))
            .from(R)
            .where(Rollups.in(key.scope(), R.ORGANIZATION, R.PROJECT, R.USER_ID))
            .and(Rollups.within(R.BUCKET, from, to))
            .fetchSingle();
    EnumMap<Unit, Long> counts = new EnumMap<>(Unit.class);
    sql.select(U.UNIT, DSL.sum(U.QUANTITY))
        .from(U)
        .where(Rollups.in(key.scope(), U.ORGANIZATION, U.PROJECT, U.USER_ID))
        .and(Rollups.within(U.BUCKET, from, to))
        .groupBy(U.UNIT)
        .forEach(row -> counts.put(Unit.ofWireName(row.value1()), row.value2().longValueExact()));
    return new SpendTotals(
        Money.of(sums.get(0, BigDecimal.class)),
        sums.get(1, BigDecimal.class).longValueExact(),
        Usage.sum(counts));
  }

  static Breakdown breakdown(DSLContext sql, BreakdownKey key) {
    return new BreakdownQuery(sql, key).load();
  }
}
