package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CONVERSATION_ROLLUP;

import io.trueup.ledger.schema.tables.TrueupConversationRollup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * Sums of recorded usage by conversation and UTC day. Requests without a conversation have their
 * sums too, so that a day's sums are all that was recorded for it.
 */
final class ConversationRollups {
  static final long DAY_SECONDS = 86_400;

  private static final TrueupConversationRollup C = TRUEUP_CONVERSATION_ROLLUP;

  /** The table of these. */
  static final SumTable SUMS = new SumTable(C, List.of(C.KEY_ID, C.DAY_FROM, C.CONVERSATION));

  private record Key(long id, long day, String conversation) {}

  private ConversationRollups() {}

  /** Adds to the sums; all subjects have keys. */
  static void add(DSLContext sql, RollupKeys keys, Collection<RollupDelta> deltas) {
    Map<Key, SpendTotals> byKey = new LinkedHashMap<>();
    deltas.forEach(delta -> byKey.merge(keyOf(keys, delta), delta.totals(), SpendTotals::plus));
    SUMS.add(sql, byKey, key -> List.of(key.id(), key.day(), key.conversation()));
  }

  private static Key keyOf(RollupKeys keys, RollupDelta delta) {
    long day = Math.floorDiv(delta.key().bucket(), DAY_SECONDS) * DAY_SECONDS;
    return new Key(keys.of(delta.key().subject()), day, Rollups.textOf(delta.conversation()));
  }
}
