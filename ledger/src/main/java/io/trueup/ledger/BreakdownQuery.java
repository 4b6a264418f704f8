package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.ledger.schema.tables.TrueupRollupKey;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
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
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;

  /** What the view keeps. */
  Breakdown load() {
    BreakdownSums sums = new BreakdownSums();
    if (key.by().isTime()) {
      byTime().forEach(sums::add);
      return sums.toBreakdown();
    }
    List<Group> groups =
        grouped(groupOf()).groupBy(groupOf()).limit(Breakdown.MAX_GROUPS + 1).fetch(this::group);
    if (groups.size() > Breakdown.MAX_GROUPS) {
      return new Breakdown(Map.of(), total(), false);
    }
    groups.forEach(group -> sums.add(group.key(), group.totals()));
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
    Field<String> group = groupOf();
    Field<BigDecimal> cost = table().cost();
    return grouped(group)
        .groupBy(group)
        .having(after == null ? DSL.noCondition() : isAfter(after, group, cost))
        .orderBy(cost.desc(), group)
        .limit(limit)
        .fetch(this::group);
  }

  private static Condition isAfter(Group after, Field<String> group, Field<BigDecimal> cost) {
    BigDecimal last = after.totals().cost().amount();
    return cost.lt(last).or(cost.eq(last).and(group.gt(after.sortKey())));
  }

  /** Of everything. */
  SpendTotals total() {
    return sql.select(table().sums())
        .from(table().withKeys())
        .where(counted())
        .fetchSingle(row -> table().totals(row, 0));
  }

  private Map<String, SpendTotals> byTime() {
    Map<String, SpendTotals> groups = new HashMap<>();
    Field<Long> bucket = TRUEUP_ROLLUP.BUCKET;
    grouped(bucket)
        .groupBy(bucket)
        .forEach(
            row ->
                groups.merge(
                    key.timeOf(row.get(bucket)), table().totals(row, 1), SpendTotals::plus));
    return groups;
  }

  /** The group, then its sums. */
  private SelectConditionStep<Record> grouped(Field<?> group) {
    return sql.select(group).select(table().sums()).from(table().withKeys()).where(counted());
  }

  private Group group(Record row) {
    return new Group(Rollups.idOf(row.get(0, String.class)), table().totals(row, 1));
  }

  private boolean isByConversation() {
    return key.by() == Dimension.CONVERSATION;
  }

  private SumTable table() {
    return isByConversation() ? ConversationRollups.SUMS : Rollups.SUMS;
  }

  private Condition counted() {
    Field<Long> time =
        isByConversation() ? TRUEUP_CONVERSATION_ROLLUP.DAY_FROM : TRUEUP_ROLLUP.BUCKET;
    return Rollups.in(key.scope(), K.ORGANIZATION, K.PROJECT, K.USER_ID)
        .and(Rollups.within(time, key.fromSeconds(), key.toSeconds()))
        .and(Rollups.on(key.filter(), K.PROVIDER, K.MODEL));
  }

  private Field<String> groupOf() {
    return switch (key.by()) {
      case PROVIDER -> K.PROVIDER;
      case MODEL -> DSL.concat(K.PROVIDER, DSL.inline("/"), K.MODEL);
      case USER -> K.USER_ID;
      case PROJECT -> K.PROJECT;
      case CONVERSATION -> TRUEUP_CONVERSATION_ROLLUP.CONVERSATION;
      case DAY, HOUR -> throw new IllegalStateException("times are grouped in Java");
    };
  }
}
