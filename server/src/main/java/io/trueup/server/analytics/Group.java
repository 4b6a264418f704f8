package io.trueup.server.analytics;

import io.trueup.ledger.Breakdown;
import io.trueup.ledger.SpendTotals;
import io.trueup.server.http.Cursor;
import io.trueup.spend.Money;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of a breakdown.
 *
 * @param key what it is of; null for records without a user or project
 * @param totals its sums
 */
record Group(@Nullable String key, SpendTotals totals) {
  private static final Comparator<Group> BY_KEY =
      Comparator.comparing(Group::key, Comparator.nullsLast(Comparator.<String>naturalOrder()));

  private static final Comparator<Group> BY_COST =
      Comparator.comparing((Group group) -> group.totals().cost()).reversed().thenComparing(BY_KEY);

  static Comparator<Group> order(By by) {
    return by.isTime() ? BY_KEY : BY_COST;
  }

  static List<Group> sorted(Breakdown breakdown, By by) {
    return breakdown.groups().entrySet().stream()
        .map(entry -> new Group(entry.getKey(), entry.getValue()))
        .sorted(order(by))
        .toList();
  }

  /** The place after this group. */
  String cursor() {
    return Cursor.of(Arrays.asList(totals.cost().toString(), key));
  }

  /** A group at the place that a cursor stands for. */
  static Group at(String cursor) {
    List<@Nullable String> parts = Cursor.parse(cursor, 2);
    Money cost = Cursor.checked(() -> Money.of(Objects.requireNonNullElse(parts.get(0), "")));
    return new Group(parts.get(1), new SpendTotals(cost, 0, SpendTotals.NONE.usage()));
  }
}
