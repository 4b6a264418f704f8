package io.trueup.ledger;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/*
 * One statement for all rows, whose values it is given column by column, as arrays: its text depends
 * on neither their number nor their values, so drivers keep it prepared, and PostgreSQL, which finds
 * the row of a key by its index here, has nothing to plan wrongly.
 */
/**
 * A table that takes many rows in one statement.
 *
 * @param table the table
 * @param key the columns that are unique together, by an index over just these
 */
record BulkTable(Table<?> table, List<? extends Field<?>> key) {
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "varchar",
          Long.class, "bigint",
          BigDecimal.class, "numeric(50, 26)",
          Instant.class, "timestamp(6) with time zone",
          UUID.class, "uuid",
          Boolean.class, "boolean");

  /** What the driver calls the elements of arrays. */
  private static final Map<Class<?>, String> ELEMENTS =
      Map.of(
          String.class, "varchar",
          Long.class, "int8",
          BigDecimal.class, "numeric",
          Instant.class, "timestamptz",
          UUID.class, "uuid",
          Boolean.class, "bool");

  /** Inserts those rows whose key is not there yet; answers how many these were. */
  int insertNew(DSLContext sql, List<? extends Field<?>> columns, List<@Nullable Object[]> rows) {
    return execute(sql, statement(sql.dialect(), columns, List.of()), columns, rows);
  }

  /**
   * Adds the rows to those of the same key, and inserts the others.
   *
   * @param columns the key's, then those that are added to, where null counts as zero
   * @param rows no two of the same key
   */
  void add(DSLContext sql, List<? extends Field<?>> columns, List<@Nullable Object[]> rows) {
    List<? extends Field<?>> added = columns.subList(key.size(), columns.size());
    execute(sql, statement(sql.dialect(), columns, added), columns, rows);
  }

  /**
   * Gives the rows of these keys the values given; those that are not there are left out.
   *
   * @param columns the key's, then those that are set
   * @param rows no two of the same key
   */
  void update(DSLContext sql, List<? extends Field<?>> columns, List<@Nullable Object[]> rows) {
    if (!rows.isEmpty()) {
      List<? extends Field<?>> set = columns.subList(key.size(), columns.size());
      execute(sql, updateText(sql.dialect(), columns, set), columns, rows);
    }
  }

  private String updateText(
      SQLDialect dialect, List<? extends Field<?>> columns, List<? extends Field<?>> set) {
    String given = "%s as given (%s)".formatted(rowsOf(columns), each(columns, name -> name));
    String values = each(set, name -> name + " = given." + name);
    return dialect == SQLDialect.H2
        ? "merge into %s using %s on %s when matched then update set %s"
            .formatted(table.getName(), given, sameKey(), values)
        : "update %s set %s from %s where %s".formatted(table.getName(), values, given, sameKey());
  }

  private String sameKey() {
    return key.stream()
        .map(it -> table.getName() + "." + it.getName() + " = given." + it.getName())
        .collect(Collectors.joining(" and "));
  }

  /** The same; answers what these columns of each of the rows hold then, in no order. */
  List<Object[]> addAndRead(
      DSLContext sql,
      List<? extends Field<?>> columns,
      List<@Nullable Object[]> rows,
      List<? extends Field<?>> read) {
    List<? extends Field<?>> added = columns.subList(key.size(), columns.size());
    String statement = statement(sql.dialect(), columns, added);
    String names = each(read, name -> name);
    String reading =
        sql.dialect() == SQLDialect.H2
            ? "select " + names + " from final table (" + statement + ")"
            : statement + " returning " + names;
    return with(sql, reading, columns, rows, prepared -> read(prepared, read.size()));
  }

  private static List<Object[]> read(PreparedStatement prepared, int columns) throws SQLException {
    List<Object[]> found = new ArrayList<>();
    try (ResultSet result = prepared.executeQuery()) {
      while (result.next()) {
        Object[] row = new Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = result.getObject(i + 1);
        }
        found.add(row);
      }
    }
    return found;
  }

  private String statement(
      SQLDialect dialect, List<? extends Field<?>> columns, List<? extends Field<?>> added) {
    return dialect == SQLDialect.H2 ? merge(columns, added) : insert(columns, added);
  }

  private String insert(List<? extends Field<?>> columns, List<? extends Field<?>> added) {
    return "insert into %s (%s) select * from %s on conflict (%s) do %s"
        .formatted(
            table.getName(),
            each(columns, name -> name),
            rowsOf(columns),
            each(key, name -> name),
            added.isEmpty() ? "nothing" : "update set " + sums(added, "excluded."));
  }

  private String merge(List<? extends Field<?>> columns, List<? extends Field<?>> added) {
    return ("merge into %s using %s as given (%s) on %s %s"
            + " when not matched then insert (%s) values (%s)")
        .formatted(
            table.getName(),
            rowsOf(columns),
            each(columns, name -> name),
            sameKey(),
            added.isEmpty() ? "" : "when matched then update set " + sums(added, "given."),
            each(columns, name -> name),
            each(columns, name -> "given." + name));
  }

  private static String rowsOf(List<? extends Field<?>> columns) {
    return columns.stream()
        .map(column -> "cast(? as " + TYPES.get(column.getType()) + " array)")
        .collect(Collectors.joining(", ", "unnest(", ")"));
  }

  private String sums(List<? extends Field<?>> added, String given) {
    return each(
        added,
        name ->
            "%s = coalesce(%s.%s, 0) + coalesce(%s, 0)"
                .formatted(name, table.getName(), name, given + name));
  }

  private static String each(List<? extends Field<?>> columns, UnaryOperator<String> sql) {
    return columns.stream().map(Field::getName).map(sql).collect(Collectors.joining(", "));
  }

  private static int execute(
      DSLContext sql,
      String statement,
      List<? extends Field<?>> columns,
      List<@Nullable Object[]> rows) {
    return with(sql, statement, columns, rows, PreparedStatement::executeUpdate);
  }

  /** What is done with a prepared statement. */
  private interface Execution<T> {
    T of(PreparedStatement prepared) throws SQLException;
  }

  private static <T> T with(
      DSLContext sql,
      String statement,
      List<? extends Field<?>> columns,
      List<@Nullable Object[]> rows,
      Execution<T> execution) {
    return sql.connectionResult(
        connection -> {
          try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < columns.size(); i++) {
              prepared.setArray(i + 1, array(connection, columns.get(i), rows, i));
            }
            return execution.of(prepared);
          }
        });
  }

  private static Array array(
      Connection connection, Field<?> column, List<@Nullable Object[]> rows, int index)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i)[index];
    }
    return connection.createArrayOf(ELEMENTS.get(column.getType()), values);
  }
}
