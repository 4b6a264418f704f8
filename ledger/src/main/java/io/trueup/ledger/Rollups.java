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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /**
   * Stands for an amount in the template of a batch. jOOQ casts the parameter to this value's own
   * precision and scale, for all rows: a zero here would round every cost away.
   */
  static final BigDecimal MONEY =
      new BigDecimal("100000000000000000000000.00000000000000000000000001");

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
                .set(R.COST, R.COST.plus(MONEY))
                .where(R.ORGANIZATION.eq("").and(R.BUCKET.eq(0L)).and(R.PROJECT.eq("")))
                .and(R.USER_ID.eq("").and(R.PROVIDER.eq("")).and(R.MODEL.eq(""))));
    BatchBindStep insert =
        sql.batch(sql.insertInto(R).values("", 0L, "", "", "", "", 0L, BigDecimal.ZERO));
    updateOrInsert(rows, update.bind(keyLast(rows, 6)), insert);
  }

  private static void addCounts(DSLContext sql, List<Object[]> rows) {
    BatchBindStep update =
        sql.batch(
            sql.update(U)
                .set(U.QUANTITY, U.QUANTITY.plus(0L))
                .where(U.ORGANIZATION.eq("").and(U.BUCKET.eq(0L)).and(U.PROJECT.eq("")))
                .and(U.USER_ID.eq("").and(U.PROVIDER.eq("")).and(U.MODEL.eq("")))
                .and(U.UNIT.eq("")));
    BatchBindStep insert = sql.batch(sql.insertInto(U).values("", 0L, "", "", "", "", "", 0L));
    updateOrInsert(rows, update.bind(keyLast(rows, 7)), insert);
  }

  /** The rows with their key, the first {@code length} columns, behind what is added to them. */
  private static Object[][] keyLast(List<Object[]> rows, int length) {
    return rows.stream()
        .map(
            row ->
                Stream.concat(Arrays.stream(row, length, row.length), Arrays.stream(row, 0, length))
                    .toArray())
        .toArray(Object[][]::new);
  }

  private static void updateOrInsert(
      List<Object[]> rows, BatchBindStep update, BatchBindStep insert) {
    if (rows.isEmpty()) {
      return;
    }
    int[] updated = update.execute();
    Object[][] missing =
        IntStream.range(0, updated.length)
            .filter(i -> updated[i] == 0)
            .mapToObj(rows::get)
            .toArray(Object[][]::new);
    if (missing.length > 0) {
      insert.bind(missing).execute();
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
