package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_USAGE;
import static io.trueup.ledger.schema.Tables.TRUEUP_USAGE_RECORD;

import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sums of recorded usage by conversation and UTC day. Requests without a conversation have their
 * sums too, so that a day's sums are all that was recorded for it.
 */
final class ConversationRollups {
  static final long DAY_SECONDS = 86_400;

  private static final SumTable SUMS = new SumTable(TRUEUP_CONVERSATION_ROLLUP, 7);
  private static final SumTable COUNTS = new SumTable(TRUEUP_CONVERSATION_USAGE, 8);
  private static final int PAGE = 5_000;

  private record Key(Subject subject, @Nullable String conversation, long day) {
    static Key of(RollupDelta delta) {
      long bucket = delta.key().bucket();
      long day = Math.floorDiv(bucket, DAY_SECONDS) * DAY_SECONDS;
      return new Key(delta.key().subject(), delta.conversation(), day);
    }
  }

  private ConversationRollups() {}

  static void add(DSLContext sql, Collection<RollupDelta> deltas) {
    Map<Key, SpendTotals> byKey = new LinkedHashMap<>();
    deltas.forEach(delta -> byKey.merge(Key.of(delta), delta.totals(), SpendTotals::plus));
    List<Object[]> sums = new ArrayList<>();
    List<Object[]> counts = new ArrayList<>();
    byKey.forEach(
        (key, totals) -> {
          sums.add(row(key, totals.requests(), totals.cost().amount()));
          for (Map.Entry<Unit, Long> count : totals.usage().counts().entrySet()) {
            counts.add(row(key, count.getKey().wireName(), count.getValue()));
          }
        });
    SUMS.add(sql, sums);
    COUNTS.add(sql, counts);
  }

  private static Object[] row(Key key, Object first, Object second) {
    Subject subject = key.subject();
    RollupKey model = new RollupKey(subject, key.day());
    return new Object[] {
      subject.organization(),
      key.day(),
      Rollups.textOf(key.conversation()),
      Rollups.textOf(subject.project()),
      Rollups.textOf(subject.user()),
      model.model().provider(),
      model.model().model(),
      first,
      second
    };
  }

  /**
   * Sums up the records of a ledger that was filled before these sums were kept. One transaction,
   * so that a killed start begins again.
   */
  static void catchUp(LedgerDatabase database) {
    if (database.query(ConversationRollups::isBehind)) {
      database.write(
          tx -> {
            addAll(tx.sql());
            return true;
          });
    }
  }

  private static boolean isBehind(DSLContext sql) {
    return !sql.fetchExists(TRUEUP_CONVERSATION_ROLLUP) && sql.fetchExists(TRUEUP_USAGE_RECORD);
  }

  private static void addAll(DSLContext sql) {
    String after = "";
    List<UsageRecord> records = isBehind(sql) ? UsageRows.byId(sql, after, PAGE) : List.of();
    while (!records.isEmpty()) {
      add(sql, records.stream().map(UsageRecord::delta).toList());
      after = records.get(records.size() - 1).id();
      records = UsageRows.byId(sql, after, PAGE);
    }
  }
}
