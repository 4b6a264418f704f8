package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.spend.Money;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A table of {@link SpendTotals} by {@linkplain RollupKeys key} and whatever else: requests, cost,
 * and a column for each unit, null where none was used.
 */
final class SumTable {
  private final BulkTable table;
  private final Field<Long> requests;
  private final Field<BigDecimal> cost;
  private final Map<Unit, Field<Long>> used = new EnumMap<>(Unit.class);

  SumTable(Table<?> table, List<? extends Field<?>> key) {
    this.table = new BulkTable(table, key);
    this.requests = column(table, "requests", Long.class);
    this.cost = column(table, "cost", BigDecimal.class);
    for (Unit unit : Unit.values()) {
      used.put(unit, column(table, "used_" + unit.wireName(), Long.class));
    }
  }

  private static <T> Field<T> column(Table<?> table, String name, Class<T> type) {
    return Objects.requireNonNull(table.field(name, type), () -> table + " has no " + name);
  }

  /** Adds the totals to those kept under the same keys. */
  <K> void add(DSLContext sql, Map<K, SpendTotals> totals, Function<K, List<?>> columnsOf) {
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    totals.values().forEach(it -> units.addAll(it.usage().counts().keySet()));
    List<Field<?>> columns = new ArrayList<>(table.key());
    columns.add(requests);
    columns.add(cost);
    units.forEach(unit -> columns.add(used.get(unit)));
    List<Object[]> rows = new ArrayList<>(totals.size());
    totals.forEach((key, it) -> rows.add(row(columnsOf.apply(key), it, units)));
    table.add(sql, columns, rows);
  }

  private static @Nullable Object[] row(List<?> key, SpendTotals totals, Set<Unit> units) {
    return Stream.of(
            key.stream(),
            Stream.of(totals.requests(), totals.cost().amount()),
            units.stream().map(totals.usage().counts()::get))
        .flatMap(it -> it)
        .toArray();
  }

  /** The table with the columns of its rows' keys. */
  Table<?> withKeys() {
    Field<Long> key = column(table.table(), "key_id", Long.class);
    return table.table().join(TRUEUP_ROLLUP_KEY).on(TRUEUP_ROLLUP_KEY.ID.eq(key));
  }

  /** The sum of a group's costs. */
  Field<BigDecimal> cost() {
    return DSL.sum(cost);
  }

  /** What {@link #totals} is read from. */
  List<Field<?>> sums() {
    return Stream.<Field<? extends Number>>concat(Stream.of(requests, cost), used.values().stream())
        .<Field<?>>map(DSL::sum)
        .toList();
  }

  /** What the columns of {@link #sums} say, the first of which is at this index of the row. */
  SpendTotals totals(Record row, int first) {
    EnumMap<Unit, Long> counts = new EnumMap<>(Unit.class);
    int next = first + 2;
    for (Unit unit : used.keySet()) {
      counts.put(unit, whole(row, next));
      next++;
    }
    return new SpendTotals(Money.of(decimal(row, first + 1)), whole(row, first), Usage.sum(counts));
  }

  private static long whole(Record row, int index) {
    return decimal(row, index).longValueExact();
  }

  /** There is no sum where no row has a value. */
  private static BigDecimal decimal(Record row, int index) {
    return Objects.requireNonNullElse(row.get(index, BigDecimal.class), BigDecimal.ZERO);
  }
}
