package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_USAGE;

import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupUsage;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Sums of recorded usage by quarter of an hour, and how they are kept. Under the ledger's lock a
 * row that an update does not find is nobody else's to insert.
 */
final class Rollups {
  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupUsage U = TRUEUP_ROLLUP_USAGE;

  private Rollups() {}

  static void add(DSLContext sql, Collection<RollupDelta> deltas) {
    List<Object[]> sums = new ArrayList<>();
    List<Object[]> counts = new ArrayList<>();
    for (RollupDelta delta : deltas) {
      RollupKey key = delta.key();
      SpendTotals totals = delta.totals();
      sums.add(row(key, totals.requests(), totals.cost().amount()));
      for (Map.Entry<Unit, Long> count : totals.usage().counts().entrySet()) {
        counts.add(row(key, count.getKey().wireName(), count.getValue()));
      }
    }
    addSums(sql, sums);
    addCounts(sql, counts);
  }

  private static Object[] row(RollupKey key, Object first, Object second) {
    return new Object[] {
      key.subject().organization(),
      key.bucket(),
      textOf(key.subject().project()),
      textOf(key.subject().user()),
      key.model().provider(),
      key.model().model(),
      first,
      second
    };
  }

  /** An absent id is the empty text in the table. */
  static String textOf(@Nullable String id) {
    return id == null ? "" : id;
  }

  /** And the other way round. */
  static @Nullable String idOf(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void addSums(DSLContext sql, List<Object[]> rows) {
    BatchBindStep update =
        sql.batch(
            sql.update(R)
                .set(R.REQUESTS, R.REQUESTS.plus(0L))
                .set(R.COST, R.COST.plus(DSL.val(BigDecimal.ZERO, R.COST)))
                .where(R.ORGANIZATION.eq("").and(R.BUCKET.eq(0L)).and(R.PROJECT.eq("")))
                .and(R.USER_ID.eq("").and(R.PROVIDER.eq("")).and(R.MODEL.eq(""))));
    rows.forEach(r -> update.bind(r[6], r[7], r[0], r[1], r[2], r[3], r[4], r[5]));
    BatchBindStep insert =
        sql.batch(sql.insertInto(R).values("", 0L, "", "", "", "", 0L, BigDecimal.ZERO));
    execute(update, insert, rows);
  }

  private static void addCounts(DSLContext sql, List<Object[]> rows) {
    BatchBindStep update =
        sql.batch(
            sql.update(U)
                .set(U.QUANTITY, U.QUANTITY.plus(0L))
                .where(U.ORGANIZATION.eq("").and(U.BUCKET.eq(0L)).and(U.PROJECT.eq("")))
                .and(U.USER_ID.eq("").and(U.PROVIDER.eq("")).and(U.MODEL.eq("")))
                .and(U.UNIT.eq("")));
    rows.forEach(r -> update.bind(r[7], r[0], r[1], r[2], r[3], r[4], r[5], r[6]));
    BatchBindStep insert = sql.batch(sql.insertInto(U).values("", 0L, "", "", "", "", "", 0L));
    execute(update, insert, rows);
  }

  private static void execute(BatchBindStep update, BatchBindStep insert, List<Object[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int[] updated = update.execute();
    boolean missing = false;
    for (int i = 0; i < updated.length; i++) {
      if (updated[i] == 0) {
        insert.bind(rows.get(i));
        missing = true;
      }
    }
    if (missing) {
      insert.execute();
    }
  }

  /**
   * What a scope spent on the filter's models in buckets from {@code from} to before {@code to}.
   */
  static Money cost(DSLContext sql, Scope scope, ModelFilter filter, long from, long to) {
    return Money.of(
        sql.select(DSL.coalesce(DSL.sum(R.COST), BigDecimal.ZERO))
            .from(R)
            .where(in(scope, R.ORGANIZATION, R.PROJECT, R.USER_ID))
            .and(within(R.BUCKET, from, to))
            .and(on(filter, R.PROVIDER, R.MODEL))
            .fetchSingle()
            .value1());
  }

  static Condition in(
      Scope scope, Field<String> organization, Field<String> project, Field<String> user) {
    if (scope instanceof Scope.Organization it) {
      return organization.eq(it.id());
    }
    if (scope instanceof Scope.Project it) {
      return organization.eq(it.organization()).and(project.eq(it.id()));
    }
    if (scope instanceof Scope.User it) {
      return organization.eq(it.organization()).and(user.eq(it.id()));
    }
    return DSL.noCondition();
  }

  static Condition on(ModelFilter filter, Field<String> provider, Field<String> model) {
    return DSL.and(
        filter.provider() == null ? DSL.noCondition() : provider.eq(filter.provider()),
        filter.model() == null ? DSL.noCondition() : model.eq(filter.model()));
  }

  static Condition within(Field<Long> bucket, long from, long to) {
    return bucket.ge(from).and(bucket.lt(to));
  }
}
