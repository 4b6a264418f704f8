package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_USAGE;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_USAGE;

import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.spend.Money;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A breakdown as sums over rollups: all of it for the cached view, or one page of it. Days and
 * hours are grouped here, as only Java knows the time zones; there are at most 38 400 quarters of
 * an hour. Everything else is grouped and cut by the database, so that no more groups come over
 * than are wanted.
 *
 * @param sql in one snapshot
 * @param key what is asked for
 */
record BreakdownQuery(DSLContext sql, BreakdownKey key) {
  private static final TrueupRollup R = TRUEUP_ROLLUP;

  /** What the view keeps. */
  Breakdown load() {
    if (key.by().isTime()) {
      BreakdownSums sums = new BreakdownSums();
      byTime().forEach(sums::add);
      return sums.toBreakdown();
    }
    Map<String, SpendTotals> groups = byKey(Breakdown.MAX_GROUPS + 1);
    if (groups.size() > Breakdown.MAX_GROUPS) {
      return new Breakdown(Map.of(), total(), false);
    }
    addUnits(groups, DSL.noCondition());
    BreakdownSums sums = new BreakdownSums();
    groups.forEach((text, totals) -> sums.add(Rollups.idOf(text), totals));
    return sums.toBreakdown();
  }

  /** At most so many groups after this one, in the breakdown's order. */
  List<Group> groups(@Nullable Group after, int limit) {
    return key.by().isTime() ? laterGroups(after, limit) : cheaperGroups(after, limit);
  }

  private List<Group> laterGroups(@Nullable Group after, int limit) {
    return byTime().entrySet().stream()
        .map(e -> new Group(e.getKey(), e.getValue()))
        .filter(group -> after == null || group.sortKey().compareTo(after.sortKey()) > 0)
        .sorted(Comparator.comparing(Group::sortKey))
        .limit(limit)
        .toList();
  }

  private List<Group> cheaperGroups(@Nullable Group after, int limit) {
    Field<String> group = groupOf(sums());
    Field<BigDecimal> cost = cost();
    Map<String, SpendTotals> groups = new LinkedHashMap<>();
    sql.select(group, cost, requests())
        .from(sums())
        .where(counted(sums()))
        .groupBy(group)
        .having(after == null ? DSL.noCondition() : isAfter(after, group, cost))
        .orderBy(cost.desc(), group)
        .limit(limit)
        .forEach(row -> groups.put(row.value1(), totals(row.value2(), row.value3())));
    if (!groups.isEmpty()) {
      addUnits(groups, groupOf(counts()).in(groups.keySet()));
    }
    return groups.entrySet().stream()
        .map(e -> new Group(Rollups.idOf(e.getKey()), e.getValue()))
        .toList();
  }

  private static Condition isAfter(Group after, Field<String> group, Field<BigDecimal> cost) {
    BigDecimal last = after.totals().cost().amount();
    return cost.lt(last).or(cost.eq(last).and(group.gt(after.sortKey())));
  }

  /** Of everything. */
  SpendTotals total() {
    EnumMap<Unit, Long> units = new EnumMap<>(Unit.class);
    Field<String> unit = in(counts(), TRUEUP_ROLLUP_USAGE.UNIT);
    sql.select(unit, quantity())
        .from(counts())
        .where(counted(counts()))
        .groupBy(unit)
        .forEach(row -> units.put(Unit.ofWireName(row.value1()), row.value2().longValueExact()));
    return sql.select(
            DSL.coalesce(cost(), BigDecimal.ZERO), DSL.coalesce(requests(), BigDecimal.ZERO))
        .from(sums())
        .where(counted(sums()))
        .fetchSingle(row -> totals(row.value1(), row.value2()))
        .plus(new SpendTotals(Money.ZERO, 0, Usage.sum(units)));
  }

  private Map<String, SpendTotals> byKey(int limit) {
    Map<String, SpendTotals> groups = new HashMap<>();
    Field<String> group = groupOf(sums());
    sql.select(group, cost(), requests())
        .from(sums())
        .where(counted(sums()))
        .groupBy(group)
        .limit(limit)
        .forEach(row -> groups.put(row.value1(), totals(row.value2(), row.value3())));
    return groups;
  }

  private void addUnits(Map<String, SpendTotals> groups, Condition which) {
    Field<String> group = groupOf(counts());
    Field<String> unit = in(counts(), TRUEUP_ROLLUP_USAGE.UNIT);
    sql.select(group, unit, quantity())
        .from(counts())
        .where(counted(counts()))
        .and(which)
        .groupBy(group, unit)
        .forEach(
            row ->
                groups.merge(row.value1(), units(row.value2(), row.value3()), SpendTotals::plus));
  }

  private Map<String, SpendTotals> byTime() {
    Map<String, SpendTotals> groups = new HashMap<>();
    Field<Long> bucket = in(sums(), R.BUCKET);
    sql.select(bucket, cost(), requests())
        .from(sums())
        .where(counted(sums()))
        .groupBy(bucket)
        .forEach(
            row ->
                groups.merge(
                    key.timeOf(row.value1()),
                    totals(row.value2(), row.value3()),
                    SpendTotals::plus));
    Field<Long> ofUnits = in(counts(), R.BUCKET);
    Field<String> unit = in(counts(), TRUEUP_ROLLUP_USAGE.UNIT);
    sql.select(ofUnits, unit, quantity())
        .from(counts())
        .where(counted(counts()))
        .groupBy(ofUnits, unit)
        .forEach(
            row ->
                groups.merge(
                    key.timeOf(row.value1()),
                    units(row.value2(), row.value3()),
                    SpendTotals::plus));
    return groups;
  }

  private boolean isByConversation() {
    return key.by() == Dimension.CONVERSATION;
  }

  private Table<?> sums() {
    return isByConversation() ? TRUEUP_CONVERSATION_ROLLUP : R;
  }

  private Table<?> counts() {
    return isByConversation() ? TRUEUP_CONVERSATION_USAGE : TRUEUP_ROLLUP_USAGE;
  }

  private Condition counted(Table<?> table) {
    Field<Long> time =
        isByConversation() ? in(table, TRUEUP_CONVERSATION_ROLLUP.DAY_FROM) : in(table, R.BUCKET);
    return Rollups.in(
            key.scope(), in(table, R.ORGANIZATION), in(table, R.PROJECT), in(table, R.USER_ID))
        .and(Rollups.within(time, key.fromSeconds(), key.toSeconds()))
        .and(Rollups.on(key.filter(), in(table, R.PROVIDER), in(table, R.MODEL)));
  }

  private Field<String> groupOf(Table<?> table) {
    return switch (key.by()) {
      case PROVIDER -> in(table, R.PROVIDER);
      case MODEL -> DSL.concat(in(table, R.PROVIDER), DSL.inline("/"), in(table, R.MODEL));
      case USER -> in(table, R.USER_ID);
      case PROJECT -> in(table, R.PROJECT);
      case CONVERSATION -> in(table, TRUEUP_CONVERSATION_ROLLUP.CONVERSATION);
      case DAY, HOUR -> throw new IllegalStateException("times are grouped in Java");
    };
  }

  private Field<BigDecimal> cost() {
    return DSL.sum(in(sums(), R.COST));
  }

  private Field<BigDecimal> requests() {
    return DSL.sum(in(sums(), R.REQUESTS));
  }

  private Field<BigDecimal> quantity() {
    return DSL.sum(in(counts(), TRUEUP_ROLLUP_USAGE.QUANTITY));
  }

  /** The column of the same name in the other table. */
  private static <T> Field<T> in(Table<?> table, Field<T> named) {
    return Objects.requireNonNull(table.field(named), () -> table + " has no " + named);
  }

  private static SpendTotals totals(BigDecimal cost, BigDecimal requests) {
    return new SpendTotals(Money.of(cost), requests.longValueExact(), Usage.NONE);
  }

  private static SpendTotals units(String unit, BigDecimal quantity) {
    Map<Unit, Long> count = Map.of(Unit.ofWireName(unit), quantity.longValueExact());
    return new SpendTotals(Money.ZERO, 0, Usage.sum(count));
  }
}
