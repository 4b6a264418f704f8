package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_USAGE_RECORD;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.ledger.schema.tables.TrueupUsageRecord;
import io.trueup.spend.ModelId;
import io.trueup.spend.Unit;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.impl.DSL;

/*
 * How long a model's answers usually are, learnt from an organization's own records: the 95th
 * percentile (by nearest rank) of the newest 1 000 of that model among its newest 20 000, times 1.25.
 * With fewer than 20 of them nothing is learnt, and 4 096 tokens are taken.
 *
 * It is a guess, not a bound: what goes beyond it is overrun when it is settled. So it may be old, and
 * is kept for ten minutes; nothing that is enforced depends on it.
 */
/** What answers without a bound are taken to have. Safe for use by many threads. */
final class TypicalOutput {
  static final int FEWEST = 20;
  static final long UNKNOWN_TOKENS = 4_096;

  private static final TrueupUsageRecord T = TRUEUP_USAGE_RECORD;
  private static final int MOST_SAMPLES = 1_000;
  private static final int MOST_LOOKED_AT = 20_000;
  private static final int QUANTILE_PERCENT = 95;
  private static final int FACTOR_PERCENT = 125;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST_KEPT = 10_000;

  private record Key(String organization, ModelId model) {}

  private final LedgerDatabase database;
  private final Cache<Key, Long> learnt =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).build();

  TypicalOutput(LedgerDatabase database) {
    this.database = database;
  }

  /** In tokens, 1 or more. */
  long of(String organization, ModelId model) {
    Key key = new Key(organization, model);
    Long known = learnt.getIfPresent(key);
    if (known != null) {
      return known;
    }
    long tokens = typical(database.query(sql -> samples(sql, key)));
    learnt.put(key, tokens);
    return tokens;
  }

  /** The same without asking the database. */
  long lastKnown(String organization, ModelId model) {
    Long known = learnt.getIfPresent(new Key(organization, model));
    return known == null ? UNKNOWN_TOKENS : known;
  }

  /** Of lengths, ascending. */
  static long typical(List<Long> samples) {
    if (samples.size() < FEWEST) {
      return UNKNOWN_TOKENS;
    }
    int rank = (samples.size() * QUANTILE_PERCENT + 99) / 100;
    return Math.max(1, (samples.get(rank - 1) * FACTOR_PERCENT + 99) / 100);
  }

  private static List<Long> samples(DSLContext sql, Key key) {
    Table<?> newest =
        sql.select(T.PROVIDER, T.MODEL, T.USAGE_COUNTS, T.OCCURRED_AT)
            .from(T)
            .where(T.ORGANIZATION.eq(key.organization()))
            .orderBy(T.ORGANIZATION, T.OCCURRED_AT.desc(), T.ID)
            .limit(MOST_LOOKED_AT)
            .asTable("newest");
    return sql
        .select(newest.field(T.USAGE_COUNTS))
        .from(newest)
        .where(DSL.field("newest.provider", String.class).eq(key.model().provider()))
        .and(DSL.field("newest.model", String.class).eq(key.model().model()))
        .orderBy(DSL.field("newest.occurred_at").desc())
        .limit(MOST_SAMPLES)
        .fetch(row -> outputOf(row.value1()))
        .stream()
        .sorted()
        .toList();
  }

  private static long outputOf(String counts) {
    return Json.counts(Json.parse(counts)).getOrDefault(Unit.OUTPUT_TOKENS.wireName(), 0L);
  }
}
