package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcConnectionPool;

/** A ledger on a database of its own in memory, with a clock that stands until it is set. */
final class Books implements AutoCloseable {
  static final ModelId GPT_4O = new ModelId("openai", "gpt-4o");
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final JdbcConnectionPool pool;
  private volatile Instant now = NOON;
  final Ledger ledger;

  Books(UnaryOperator<Ledger.Builder> settings) {
    pool = JdbcConnectionPool.create(url(), "sa", "");
    pool.setMaxConnections(20);
    ledger = settings.apply(Ledger.on(pool).clock(clock()).soleWriter()).open();
  }

  /** Over a database that other nodes write too. */
  private Books() {
    pool = JdbcConnectionPool.create(url(), "sa", "");
    pool.setMaxConnections(20);
    ledger = Ledger.on(pool).clock(clock()).node("a").open();
  }

  static Books shared() {
    return new Books();
  }

  /** Another node on the same database, with the same clock; the caller closes it. */
  Ledger anotherNode(String name) {
    return Ledger.on(pool).clock(clock()).node(name).open();
  }

  /** The same for who wants other settings. */
  Ledger.Builder builder(String name) {
    return Ledger.on(pool).clock(clock()).node(name);
  }

  private InstantSource clock() {
    return () -> now;
  }

  private static String url() {
    return "jdbc:h2:mem:"
        + UUID.randomUUID()
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        + ";DB_CLOSE_DELAY=-1";
  }

  static Books open() {
    return new Books(UnaryOperator.identity());
  }

  JdbcConnectionPool pool() {
    return pool;
  }

  void setClock(Instant instant) {
    now = instant;
  }

  static UsageRequest.Builder request(String id, String organization, String user) {
    return UsageRequest.builder(id, organization, GPT_4O)
        .user(user)
        .usage(Usage.of(Map.of(Unit.INPUT_TOKENS, 374L, Unit.OUTPUT_TOKENS, 44L)));
  }

  Budget budget(Scope scope, Period period, String limit) {
    return ledger
        .budgets()
        .create(Budget.builder(Budgets.newId(), scope, period, Money.of(limit)).build());
  }

  @Override
  public void close() {
    ledger.close();
    drop(pool);
  }

  /** Ends the database, which would stay in memory otherwise. */
  static void drop(JdbcConnectionPool pool) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown immediately");
    } catch (SQLException e) {
      throw new IllegalStateException("the test's database can't be ended", e);
    } finally {
      pool.dispose();
    }
  }
}
