package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.ledger.schema.tables.TrueupRollup;
import io.trueup.ledger.schema.tables.TrueupRollupKey;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * What should be in the caches before a node is ready: the users of the last day with their windows
 * and budgets, the models of the last week, and the ranges of dashboards for the organizations of
 * the last day; the busiest first, each list bounded. In the last minutes of a window the next
 * one's keys are among them. Asked anew at each warming. Safe for use by many threads.
 */
final class CriticalKeys {
  static final int MOST_USERS = 1_000;
  static final int MOST_MODELS = 1_000;
  static final int MOST_STATUSES = 5_000;
  static final int MOST_ORGANIZATIONS = 30;

  /** How long before a window turns the next one's keys are critical. */
  static final Duration AHEAD = Duration.ofMinutes(15);

  private static final TrueupRollup R = TRUEUP_ROLLUP;
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<Dimension> DASHBOARD =
      List.of(
          Dimension.PROVIDER, Dimension.MODEL, Dimension.PROJECT, Dimension.USER, Dimension.DAY);

  private final LedgerDatabase database;
  private final InstantSource clock;

  CriticalKeys(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What each of these users has spent today and this month. */
  Collection<SpendKey> spend() {
    Set<SpendKey> keys = new LinkedHashSet<>();
    for (Scope.User user : database.query(this::users)) {
      for (Period period : List.of(Period.DAILY, Period.MONTHLY)) {
        Window now = period.windowAt(clock.instant(), ZoneOffset.UTC);
        keys.add(new SpendKey(user, now));
        Window soon = period.windowAt(clock.instant().plus(AHEAD), ZoneOffset.UTC);
        keys.add(new SpendKey(user, soon));
      }
    }
    return keys;
  }

  /** Which budgets a request of each of these users is charged to. */
  Collection<BudgetsKey> budgets() {
    return database.query(this::users).stream()
        .<BudgetsKey>map(it -> new BudgetsKey.OfSubject(it.organization(), null, it.id()))
        .toList();
  }

  /** Where the budgets stand that these users' requests are charged to. */
  Collection<StatusKey> statuses() {
    return database.query(
        sql ->
            BudgetRows.in(sql, scopes(sql)).stream()
                .filter(budget -> budget.active() && budget.period().hasWindows())
                .flatMap(this::windows)
                .distinct()
                .limit(MOST_STATUSES)
                .toList());
  }

  private Stream<StatusKey> windows(Budget budget) {
    Instant now = clock.instant();
    return Stream.of(now, now.plus(AHEAD))
        .map(at -> new StatusKey(budget.id(), budget.windowAt(at)));
  }

  /** Models used within a week. */
  Collection<ModelId> models() {
    return database.query(
        sql ->
            sql.select(K.PROVIDER, K.MODEL)
                .from(Rollups.SUMS.withKeys())
                .where(R.BUCKET.ge(since(Duration.ofDays(7))))
                .groupBy(K.PROVIDER, K.MODEL)
                .orderBy(DSL.sum(R.REQUESTS).desc(), K.PROVIDER, K.MODEL)
                .limit(MOST_MODELS)
                .fetch(row -> new ModelId(row.value1(), row.value2())));
  }

  /** Today, 7 days and 30 days, in UTC, and the last 30 days up to this quarter of an hour. */
  Collection<BreakdownKey> breakdowns() {
    Set<BreakdownKey> keys = new LinkedHashSet<>();
    for (String organization : database.query(this::organizations)) {
      for (Dimension by : DASHBOARD) {
        Scope scope = new Scope.Organization(organization);
        ranges().forEach(range -> keys.add(range.of(by, scope)));
      }
    }
    return keys;
  }

  private record Range(Instant from, Instant to) {
    BreakdownKey of(Dimension by, Scope scope) {
      return new BreakdownKey(by, scope, ModelFilter.ANY, from, to, ZoneOffset.UTC);
    }
  }

  private List<Range> ranges() {
    List<Range> ranges = new ArrayList<>();
    for (Instant at : List.of(clock.instant(), clock.instant().plus(AHEAD))) {
      Window today = Period.DAILY.windowAt(at, ZoneOffset.UTC);
      for (int days : new int[] {1, 7, 30}) {
        ranges.add(new Range(today.to().minus(DAY.multipliedBy(days)), today.to()));
      }
      long quarter = Math.floorDiv(at.getEpochSecond(), RollupKey.BUCKET_SECONDS) + 1;
      Instant end = Instant.ofEpochSecond(quarter * RollupKey.BUCKET_SECONDS);
      ranges.add(new Range(end.minus(DAY.multipliedBy(30)), end));
    }
    return ranges;
  }

  private List<Scope.User> users(DSLContext sql) {
    return sql.select(K.ORGANIZATION, K.USER_ID)
        .from(Rollups.SUMS.withKeys())
        .where(R.BUCKET.ge(since(DAY)).and(K.USER_ID.ne("")))
        .groupBy(K.ORGANIZATION, K.USER_ID)
        .orderBy(DSL.sum(R.REQUESTS).desc(), K.ORGANIZATION, K.USER_ID)
        .limit(MOST_USERS)
        .fetch(row -> new Scope.User(row.value1(), row.value2()));
  }

  private List<String> organizations(DSLContext sql) {
    return sql.select(K.ORGANIZATION)
        .from(Rollups.SUMS.withKeys())
        .where(R.BUCKET.ge(since(DAY)))
        .groupBy(K.ORGANIZATION)
        .orderBy(DSL.sum(R.REQUESTS).desc(), K.ORGANIZATION)
        .limit(MOST_ORGANIZATIONS)
        .fetch(K.ORGANIZATION);
  }

  private Set<Scope> scopes(DSLContext sql) {
    Set<Scope> scopes = new LinkedHashSet<>();
    sql.select(K.ORGANIZATION, K.PROJECT, K.USER_ID)
        .from(Rollups.SUMS.withKeys())
        .where(R.BUCKET.ge(since(DAY)))
        .groupBy(K.ORGANIZATION, K.PROJECT, K.USER_ID)
        .orderBy(DSL.sum(R.REQUESTS).desc(), K.ORGANIZATION, K.PROJECT, K.USER_ID)
        .limit(MOST_USERS)
        .forEach(
            row ->
                scopes.addAll(
                    new Subject(
                            row.value1(),
                            Rollups.idOf(row.value2()),
                            Rollups.idOf(row.value3()),
                            null)
                        .scopes()));
    return scopes;
  }

  private long since(Duration ago) {
    return clock.instant().minus(ago).getEpochSecond();
  }
}
