package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_USAGE_RECORD;

import io.trueup.ledger.schema.tables.TrueupUsageRecord;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Figures recomputed from the database, past every cache; those of spending from the single
 * records, past every sum as well. For audits and tests: O(records).
 */
public final class Recomputation {
  private static final TrueupUsageRecord T = TRUEUP_USAGE_RECORD;
  private static final Field<Instant> COUNTED_AT = DSL.coalesce(T.CHARGED_AT, T.OCCURRED_AT);

  private final LedgerDatabase database;
  private final InstantSource clock;

  Recomputation(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How many records there are. */
  public long records() {
    return database.query(sql -> (long) sql.fetchCount(T));
  }

  /** What all records cost. */
  public Money cost() {
    return database.query(sql -> sum(sql, DSL.noCondition()));
  }

  /** What the rollups say that all records cost. */
  public Money rollups() {
    return database.query(
        sql ->
            Money.of(
                sql.select(DSL.coalesce(DSL.sum(TRUEUP_ROLLUP.COST), BigDecimal.ZERO))
                    .from(TRUEUP_ROLLUP)
                    .fetchSingle()
                    .value1()));
  }

  /**
   * Sums of single records.
   *
   * @param cost what they cost
   * @param requests how many there are
   */
  public record RecordSums(Money cost, long requests) {}

  /** What a scope spent in a window, and in how many requests, by its records. */
  public RecordSums recorded(SpendKey key) {
    return database.query(
        sql ->
            sql.select(DSL.coalesce(DSL.sum(T.COST), BigDecimal.ZERO), DSL.count())
                .from(T)
                .where(Rollups.in(key.scope(), T.ORGANIZATION, T.PROJECT, T.USER_ID))
                .and(within(key.window()))
                .fetchSingle(row -> new RecordSums(Money.of(row.value1()), row.value2())));
  }

  /** What a scope spent in a window, by its records. */
  public Money spent(SpendKey key) {
    return database.query(
        sql ->
            sum(
                sql,
                Rollups.in(key.scope(), T.ORGANIZATION, T.PROJECT, T.USER_ID)
                    .and(within(key.window()))));
  }

  /**
   * What counts for a budget in a window, by the records, and what is held of it, by the holds;
   * null if there is no such budget.
   */
  public @Nullable BudgetAccount status(StatusKey key) {
    return database.query(sql -> status(sql, key));
  }

  /** All that a scope used in a window, by its records. */
  SpendTotals totals(SpendKey key) {
    SpendTotals sum = SpendTotals.NONE;
    for (UsageRecord record : database.query(UsageRows::all)) {
      if (key.window().contains(record.countedAt()) && record.subject().isIn(key.scope())) {
        sum = sum.plus(record.delta().totals());
      }
    }
    return sum;
  }

  /** The groups of a breakdown, by the records. */
  Breakdown breakdown(BreakdownKey key) {
    BreakdownSums sums = new BreakdownSums();
    for (UsageRecord record : database.query(UsageRows::all)) {
      RollupDelta delta = record.delta();
      if (key.counts(delta.key())) {
        sums.add(key.groupOf(delta), delta.totals());
      }
    }
    return sums.toBreakdown();
  }

  /** What a query finds now, past every cache. */
  <T extends @Nullable Object> T uncached(Function<DSLContext, T> query) {
    return database.query(query);
  }

  /** What the kept sum of a budget's window says. */
  public Money keptWindow(Budget budget, Window window) {
    return database.query(sql -> BudgetWindows.spent(sql, budget, window));
  }

  private @Nullable BudgetAccount status(DSLContext sql, StatusKey key) {
    BudgetAccount kept = BudgetQueries.account(sql, key, clock.instant());
    return kept == null
        ? null
        : new BudgetAccount(
            kept.budget(),
            key.window(),
            sum(
                sql,
                Rollups.in(kept.budget().scope(), T.ORGANIZATION, T.PROJECT, T.USER_ID)
                    .and(Rollups.on(kept.budget().filter(), T.PROVIDER, T.MODEL))
                    .and(within(key.window()))),
            kept.covered(),
            kept.holds());
  }

  private static Condition within(Window window) {
    return window.isBounded()
        ? COUNTED_AT.ge(window.from()).and(COUNTED_AT.lt(window.to()))
        : DSL.noCondition();
  }

  private static Money sum(DSLContext sql, Condition which) {
    return Money.of(
        sql.select(DSL.coalesce(DSL.sum(T.COST), BigDecimal.ZERO))
            .from(T)
            .where(which)
            .fetchSingle()
            .value1());
  }
}
