package io.trueup.server.http;

import io.trueup.ledger.SpendTotals;
import io.trueup.spend.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns in which sums stand in CSV: cost, currency, requests, and a column for each unit that
 * occurs.
 *
 * @param units the units, in the catalogue's order
 */
public record TotalsColumns(List<Unit> units) {
  /** The columns that these sums need. */
  public static TotalsColumns of(Collection<SpendTotals> sums) {
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    sums.forEach(sum -> units.addAll(sum.usage().counts().keySet()));
    return new TotalsColumns(List.copyOf(units));
  }

  /** Their names, after those of other columns. */
  public List<String> after(String... names) {
    List<String> columns = new ArrayList<>(List.of(names));
    columns.addAll(List.of("cost", "currency", "requests"));
    units.forEach(unit -> columns.add(unit.wireName()));
    return columns;
  }

  /** A row of one sum, after other values. */
  public List<@Nullable Object> row(
      SpendTotals sum, String currency, List<? extends @Nullable Object> values) {
    List<@Nullable Object> row = new ArrayList<>(values);
    row.add(sum.cost().amount());
    row.add(currency);
    row.add(sum.requests());
    units.forEach(unit -> row.add(sum.usage().get(unit)));
    return row;
  }
}
