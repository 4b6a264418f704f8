package io.trueup.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A table of sums: its first columns are the key, the others are added to. Under the ledger's lock
 * a row that an update does not find is nobody else's to insert.
 *
 * @param table the table
 * @param keyLength how many columns the key has
 */
record SumTable(Table<?> table, int keyLength) {
  /**
   * Stands for an amount in the template of a batch. jOOQ casts the parameter to this value's own
   * precision and scale, for all rows: a zero here would round every cost away.
   */
  static final BigDecimal MONEY =
      new BigDecimal("100000000000000000000000.00000000000000000000000001");

  /** Adds the amounts; no two rows have the same key. */
  void add(DSLContext sql, List<Object[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int[] updated = update(sql).bind(keyLast(rows)).execute();
    Object[][] missing =
        IntStream.range(0, updated.length)
            .filter(i -> updated[i] == 0)
            .mapToObj(rows::get)
            .toArray(Object[][]::new);
    if (missing.length > 0) {
      insert(sql).bind(missing).execute();
    }
  }

  private BatchBindStep update(DSLContext sql) {
    Map<Field<?>, Field<?>> sums = new LinkedHashMap<>();
    amounts().forEach(field -> sums.put(field, field.plus((Number) template(field))));
    List<Condition> key = new ArrayList<>();
    keys().forEach(field -> key.add(isTemplate(field)));
    return sql.batch(sql.update(table).set(sums).where(key));
  }

  private BatchBindStep insert(DSLContext sql) {
    List<Object> values =
        Arrays.stream(table.fields())
            .map(field -> field.getType() == BigDecimal.class ? BigDecimal.ZERO : template(field))
            .toList();
    return sql.batch(sql.insertInto(table).values(values));
  }

  private List<Field<?>> keys() {
    return List.of(table.fields()).subList(0, keyLength);
  }

  private List<Field<?>> amounts() {
    return List.of(table.fields()).subList(keyLength, table.fields().length);
  }

  private static <T> Condition isTemplate(Field<T> field) {
    return field.eq(DSL.val(template(field), field));
  }

  private static Object template(Field<?> field) {
    if (field.getType() == String.class) {
      return "";
    }
    return field.getType() == BigDecimal.class ? MONEY : (Object) 0L;
  }

  /** The rows with their key behind what is added to them. */
  private Object[][] keyLast(List<Object[]> rows) {
    return rows.stream()
        .map(
            row ->
                Stream.concat(
                        Arrays.stream(row, keyLength, row.length), Arrays.stream(row, 0, keyLength))
                    .toArray())
        .toArray(Object[][]::new);
  }
}
