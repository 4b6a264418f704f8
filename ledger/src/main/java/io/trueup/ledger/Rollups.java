package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupKey;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Sums of recorded usage by quarter of an hour, and how they are kept. */
final class Rollups {
  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;

  /** The table of these. */
  static final SumTable SUMS = new SumTable(R, List.of(R.KEY_ID, R.BUCKET));

  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private Rollups() {}

  private record Key(long id, long bucket) {}

  /** Adds to the sums; all subjects have keys. */
  static void add(DSLContext sql, RollupKeys keys, Collection<RollupDelta> deltas) {
    Map<Key, SpendTotals> byKey = new LinkedHashMap<>();
    deltas.forEach(
        delta ->
            byKey.merge(
                new Key(keys.of(delta.key().subject()), delta.key().bucket()),
                delta.totals(),
                SpendTotals::plus));
    SUMS.add(sql, byKey, key -> List.of(key.id(), key.bucket()));
  }

  /** An absent id is the empty text in the table. */
  static String textOf(@Nullable String id) {
    return id == null ? "" : id;
  }

  /** And the other way round. */
  static @Nullable String idOf(String text) {
    return text.isEmpty() ? null : text;
  }

  /**
   * What a scope spent on the filter's models in buckets from {@code from} to before {@code to}.
   */
  static Money cost(DSLContext sql, Scope scope, ModelFilter filter, long from, long to) {
    return Money.of(
        sql.select(DSL.coalesce(DSL.sum(R.COST), BigDecimal.ZERO))
            .from(SUMS.withKeys())
            .where(in(scope, K.ORGANIZATION, K.PROJECT, K.USER_ID))
            .and(within(R.BUCKET, from, to))
            .and(on(filter, K.PROVIDER, K.MODEL))
            .fetchSingle()
            .value1());
  }

  static Condition in(
      Scope scope, Field<String> organization, Field<String> project, Field<String> user) {
    if (scope instanceof Scope.Organization it) {
      return organization.eq(it.id());
    }
    if (scope instanceof Scope.Project it) {
      return organization.eq(it.organization()).and(project.eq(it.id()));
    }
    if (scope instanceof Scope.User it) {
      return organization.eq(it.organization()).and(user.eq(it.id()));
    }
    return DSL.noCondition();
  }

  /** As {@link ModelFilter#accepts} does, whatever the case of ASCII letters. */
  static Condition on(ModelFilter filter, Field<String> provider, Field<String> model) {
    return DSL.and(isNamed(provider, filter.provider()), isNamed(model, filter.model()));
  }

  private static Condition isNamed(Field<String> column, @Nullable String name) {
    return name == null
        ? DSL.noCondition()
        : DSL.translate(column, DSL.inline(UPPER), DSL.inline(UPPER.toLowerCase(Locale.ROOT)))
            .eq(ModelId.inLowerCase(name));
  }

  static Condition within(Field<Long> bucket, long from, long to) {
    return bucket.ge(from).and(bucket.lt(to));
  }
}
