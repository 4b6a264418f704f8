package io.trueup.ledger;

import java.util.Collection;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Values of two columns, in a table to join with: H2 looks for rows in a list by the first column
 * only, and would read all of an organization for one request. O(pairs) look-ups in an index over
 * the two.
 *
 * @param table the pairs
 * @param match where a row's columns are one of them
 */
record Pairs(Table<Record> table, Condition match) {
  private static final String NAME = "given";

  /** The pairs of the values, each once. */
  static <V, A, B> Pairs of(
      Collection<V> values,
      Field<A> first,
      Function<V, A> one,
      Field<B> second,
      Function<V, B> two) {
    var distinct = values.stream().distinct().toList();
    A[] ones = array(first, distinct.stream().map(one).toList());
    B[] twos = array(second, distinct.stream().map(two).toList());
    Table<Record> table =
        DSL.table(
                "unnest({0}, {1})",
                DSL.val(ones, first.getDataType().getArrayDataType()),
                DSL.val(twos, second.getDataType().getArrayDataType()))
            .as(NAME, "one", "two");
    Field<A> a = DSL.field(DSL.name(NAME, "one"), first.getDataType());
    Field<B> b = DSL.field(DSL.name(NAME, "two"), second.getDataType());
    return new Pairs(table, first.eq(a).and(second.eq(b)));
  }

  @SuppressWarnings("unchecked")
  private static <A> A[] array(Field<A> field, Collection<A> values) {
    return values.toArray((A[]) java.lang.reflect.Array.newInstance(field.getType(), 0));
  }
}
