package io.trueup.server.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.SpendKey;
import io.trueup.ledger.StatusKey;
import io.trueup.server.trace.TraceRow;
import io.trueup.spend.Budget;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A ledger on a new database in memory, which is gone with its last connection, in which each user
 * of the trace has one daily budget, and whose clock stands at the trace's time.
 */
final class DemoLedger implements AutoCloseable {
  private static final Period PERIOD = Period.DAILY;

  private final HikariDataSource database;
  private final TraceClock clock = new TraceClock();
  private final Map<Scope.User, Budget> budgets = new HashMap<>();
  final Ledger ledger;

  private DemoLedger(UnaryOperator<Ledger.Builder> settings) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";QUERY_CACHE_SIZE=64");
    pool.setUsername("sa");
    database = new HikariDataSource(pool);
    ledger = settings.apply(Ledger.on(database).clock(clock).ticker(clock).soleWriter()).open();
  }

  /** The ledger as shipped. */
  static DemoLedger asShipped() {
    return new DemoLedger(UnaryOperator.identity());
  }

  /** A ledger with other settings, whose caches age by the trace's time too. */
  static DemoLedger with(UnaryOperator<Ledger.Builder> settings) {
    return new DemoLedger(settings);
  }

  TraceClock clock() {
    return clock;
  }

  /** Gives every user of the trace a daily budget. */
  void giveBudgets(Money limit, Enforcement enforcement) {
    for (String organization : TraceRow.ORGANIZATIONS) {
      for (int person = 0; person < TraceRow.USERS; person++) {
        Scope.User user = TraceRow.user(organization, person);
        Budget budget =
            Budget.builder(Budgets.newId(), user, PERIOD, limit)
                .name("daily")
                .enforcement(enforcement)
                .build();
        budgets.put(user, ledger.budgets().create(budget));
      }
    }
  }

  Budget budgetOf(Scope.User user) {
    return Objects.requireNonNull(budgets.get(user));
  }

  Iterable<Budget> budgets() {
    return budgets.values();
  }

  static SpendKey spendOf(Scope scope, Instant at) {
    return new SpendKey(scope, PERIOD.windowAt(at, ZoneOffset.UTC));
  }

  StatusKey statusOf(Scope.User user, Instant at) {
    Budget budget = budgetOf(user);
    return new StatusKey(budget.id(), budget.windowAt(at));
  }

  /** Of its database, which is there as long as this is not closed. */
  String jdbcUrl() {
    return database.getJdbcUrl();
  }

  @Override
  public void close() {
    ledger.close();
    database.close();
  }
}
