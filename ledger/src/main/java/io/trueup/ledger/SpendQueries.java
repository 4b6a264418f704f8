package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_USAGE;

import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupUsage;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What the views of spending load: sums over rollups, never over records. */
final class SpendQueries {
  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupUsage U = TRUEUP_ROLLUP_USAGE;

  private SpendQueries() {}

  static SpendTotals spend(DSLContext sql, SpendKey key) {
    Span span =
        new Span(
            key.scope(),
            ModelFilter.ANY,
            key.window().from().getEpochSecond(),
            key.window().to().getEpochSecond());
    Record sums =
        sql.select(
                DSL.coalesce(DSL.sum(R.COST), BigDecimal.ZERO),
                DSL.coalesce(DSL.sum(R.REQUESTS), BigDecimal.ZERO))
            .from(R)
            .where(span.of(R))
            .fetchSingle();
    EnumMap<Unit, Long> counts = new EnumMap<>(Unit.class);
    sql.select(U.UNIT, DSL.sum(U.QUANTITY))
        .from(U)
        .where(span.of(U))
        .groupBy(U.UNIT)
        .forEach(row -> counts.put(Unit.ofWireName(row.value1()), row.value2().longValueExact()));
    return new SpendTotals(
        Money.of(sums.get(0, BigDecimal.class)),
        sums.get(1, BigDecimal.class).longValueExact(),
        Usage.sum(counts));
  }

  /** Which rollups count: the same for their sums and for their units. */
  private record Span(Scope scope, ModelFilter filter, long from, long to) {
    static Span of(BreakdownKey key) {
      return new Span(key.scope(), key.filter(), key.fromSeconds(), key.toSeconds());
    }

    Condition of(TrueupRollup t) {
      return of(t.ORGANIZATION, t.PROJECT, t.USER_ID, t.BUCKET).and(models(t.PROVIDER, t.MODEL));
    }

    Condition of(TrueupRollupUsage t) {
      return of(t.ORGANIZATION, t.PROJECT, t.USER_ID, t.BUCKET).and(models(t.PROVIDER, t.MODEL));
    }

    private Condition of(
        Field<String> organization, Field<String> project, Field<String> user, Field<Long> bucket) {
      return Rollups.in(scope, organization, project, user).and(Rollups.within(bucket, from, to));
    }

    private Condition models(Field<String> provider, Field<String> model) {
      return Rollups.on(filter, provider, model);
    }
  }

  static Breakdown breakdown(DSLContext sql, BreakdownKey key) {
    BreakdownSums sums = new BreakdownSums();
    Span span = Span.of(key);
    List<Field<?>> groups = groups(R, key.by());
    List<Field<?>> columns = new ArrayList<>(groups);
    columns.add(DSL.sum(R.COST));
    columns.add(DSL.sum(R.REQUESTS));
    sql.select(columns)
        .from(R)
        .where(span.of(R))
        .groupBy(groups)
        .forEach(
            row ->
                sums.add(
                    groupOf(row, key),
                    new SpendTotals(
                        Money.of(row.get(groups.size(), BigDecimal.class)),
                        row.get(groups.size() + 1, BigDecimal.class).longValueExact(),
                        Usage.NONE)));
    addUnits(sql, key, span, sums);
    return sums.toBreakdown();
  }

  private static void addUnits(DSLContext sql, BreakdownKey key, Span span, BreakdownSums sums) {
    List<Field<?>> groups = groups(U, key.by());
    List<Field<?>> byUnit = new ArrayList<>(groups);
    byUnit.add(U.UNIT);
    List<Field<?>> columns = new ArrayList<>(byUnit);
    columns.add(DSL.sum(U.QUANTITY));
    sql.select(columns)
        .from(U)
        .where(span.of(U))
        .groupBy(byUnit)
        .forEach(
            row -> {
              Unit unit = Unit.ofWireName(row.get(groups.size(), String.class));
              long quantity = row.get(groups.size() + 1, BigDecimal.class).longValueExact();
              Usage usage = Usage.sum(Map.of(unit, quantity));
              sums.add(groupOf(row, key), new SpendTotals(Money.ZERO, 0, usage));
            });
  }

  private static List<Field<?>> groups(Table<?> table, Dimension by) {
    return switch (by) {
      case PROVIDER -> List.of(field(table, R.PROVIDER));
      case MODEL -> List.of(field(table, R.PROVIDER), field(table, R.MODEL));
      case USER -> List.of(field(table, R.USER_ID));
      case PROJECT -> List.of(field(table, R.PROJECT));
      case DAY, HOUR -> List.of(field(table, R.BUCKET));
    };
  }

  /** The column of the same name in the other table. */
  private static <T> Field<T> field(Table<?> table, Field<T> named) {
    return Objects.requireNonNull(table.field(named));
  }

  private static @Nullable String groupOf(Record row, BreakdownKey key) {
    return switch (key.by()) {
      case PROVIDER -> row.get(0, String.class);
      case MODEL -> row.get(0, String.class) + "/" + row.get(1, String.class);
      case USER, PROJECT -> Rollups.idOf(row.get(0, String.class));
      case DAY, HOUR -> key.timeOf(row.get(0, Long.class));
    };
  }
}
