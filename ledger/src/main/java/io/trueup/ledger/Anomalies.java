package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ORGANIZATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_PROJECT;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;
import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.ledger.AlertRaising.Candidate;
import io.trueup.ledger.AlertWatch.Found;
import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupKey;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/*
 * The last full hour of UTC is held against the same hour of the weeks before: of as many weeks as the
 * scope has been there, at most 8, and not before there are 4. An hour without records counts as 0. Too
 * much is what is more than the factor times their median, and not below the floor.
 *
 * For each scope one sum of an hour; only those above the floor are looked up further, one sum for each
 * week.
 */
/** Finds scopes whose last hour was out of the usual. */
final class Anomalies {
  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int FEWEST_WEEKS = 4;
  private static final int MOST_WEEKS = 8;
  private static final long QUARTER = 900;

  private final DSLContext sql;
  private final Instant hour;
  private final BigDecimal factor;
  private final BigDecimal floor;

  Anomalies(DSLContext sql, Instant now, BigDecimal factor, BigDecimal floor) {
    this.sql = sql;
    this.hour = now.truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
    this.factor = factor;
    this.floor = floor;
  }

  Found find(String after) {
    List<Scope> scopes = BudgetRows.activeScopes(sql, after, AlertWatch.AT_ONCE);
    List<Candidate> candidates = new ArrayList<>();
    for (Scope scope : scopes) {
      Candidate candidate = candidate(scope);
      if (candidate != null) {
        candidates.add(candidate);
      }
    }
    return new Found(
        candidates,
        scopes.size() < AlertWatch.AT_ONCE
            ? Optional.empty()
            : Optional.of(scopes.get(scopes.size() - 1).text()));
  }

  private @Nullable Candidate candidate(Scope scope) {
    Money spent = spentIn(scope, hour);
    if (!spent.isPositive() || spent.amount().compareTo(floor) < 0) {
      return null;
    }
    int weeks = weeksOf(scope);
    if (weeks < FEWEST_WEEKS) {
      return null;
    }
    Money usual = usual(scope, weeks);
    SettingsInForce settings = AlertConfigurations.inForce(sql, scope);
    return spent.compareTo(usual.times(factor)) > 0 && settings.settings().enabled()
        ? new Candidate(
            new Alert.Cause(AlertKind.ANOMALY, null, null),
            scope,
            new Alert.Span(hour, hour.plus(1, ChronoUnit.HOURS)),
            Severity.WARNING,
            new Alert.Figures(spent, null, usual, null),
            settings.settings())
        : null;
  }

  private Money spentIn(Scope scope, Instant from) {
    List<Long> quarters =
        LongStream.range(0, 4).map(i -> from.getEpochSecond() + i * QUARTER).boxed().toList();
    return Money.of(
        sql.select(DSL.coalesce(DSL.sum(R.COST), BigDecimal.ZERO))
            .from(R)
            .join(K)
            .on(K.ID.eq(R.KEY_ID))
            .where(R.BUCKET.in(quarters))
            .and(Rollups.in(scope, K.ORGANIZATION, K.PROJECT, K.USER_ID))
            .fetchSingle()
            .value1());
  }

  private Money usual(Scope scope, int weeks) {
    List<Money> sums =
        IntStream.rangeClosed(1, weeks)
            .mapToObj(i -> spentIn(scope, hour.minus(WEEK.multipliedBy(i))))
            .toList();
    return median(sums);
  }

  static Money median(List<Money> sums) {
    List<Money> sorted = sums.stream().sorted().toList();
    Money above = sorted.get(sorted.size() / 2);
    return sorted.size() % 2 == 1
        ? above
        : above.plus(sorted.get(sorted.size() / 2 - 1)).times(new BigDecimal("0.5"));
  }

  /** For how many whole weeks before the hour the scope has been there, at most 8. */
  private int weeksOf(Scope scope) {
    Instant since = since(scope);
    if (since == null || since.isAfter(hour)) {
      return 0;
    }
    long weeks = Duration.between(since, hour).dividedBy(WEEK);
    return (int) Math.min(weeks, MOST_WEEKS);
  }

  private @Nullable Instant since(Scope scope) {
    if (scope instanceof Scope.User it) {
      var t = TRUEUP_USER;
      return sql.select(t.CREATED_AT)
          .from(t)
          .where(t.ORGANIZATION.eq(it.organization()).and(t.ID.eq(it.id())))
          .fetchOne(t.CREATED_AT);
    }
    if (scope instanceof Scope.Project it) {
      var t = TRUEUP_PROJECT;
      return sql.select(t.CREATED_AT)
          .from(t)
          .where(t.ORGANIZATION.eq(it.organization()).and(t.ID.eq(it.id())))
          .fetchOne(t.CREATED_AT);
    }
    var t = TRUEUP_ORGANIZATION;
    return scope instanceof Scope.Organization it
        ? sql.select(t.CREATED_AT).from(t).where(t.ID.eq(it.id())).fetchOne(t.CREATED_AT)
        : Objects.requireNonNull(sql.select(DSL.min(t.CREATED_AT)).from(t).fetchOne()).value1();
  }
}
