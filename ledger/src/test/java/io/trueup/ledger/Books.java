package io.trueup.ledger;

import io.trueup.changelog.Postgres;
import io.trueup.changelog.TestDatabase;
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

  private final TestDatabase database;
  private final JdbcConnectionPool pool;
  private final Runnable atTheEnd;
  private final CutDatabase way;
  private final boolean canBeCut;
  private volatile Instant now = NOON;
  final Ledger ledger;

  private Books(TestDatabase database, boolean canBeCut, UnaryOperator<Ledger.Builder> settings) {
    this.canBeCut = canBeCut;
    this.database = database;
    if (database == TestDatabase.H2) {
      pool = JdbcConnectionPool.create(url(), "sa", "");
      atTheEnd = () -> drop(pool);
    } else {
      Postgres postgres = Postgres.with("ledger", LedgerSchema::migrate).renewed();
      pool = JdbcConnectionPool.create(postgres.poolable());
      atTheEnd = () -> drop(pool, postgres);
    }
    pool.setMaxConnections(20);
    way = new CutDatabase(pool);
    ledger = settings.apply(builder()).open();
  }

  /** The database's only writer. */
  static Books open(TestDatabase database) {
    return open(database, UnaryOperator.identity());
  }

  /** The same with settings. */
  static Books open(TestDatabase database, UnaryOperator<Ledger.Builder> settings) {
    return new Books(database, false, builder -> settings.apply(builder.soleWriter()));
  }

  /** On H2. */
  static Books open() {
    return open(TestDatabase.H2);
  }

  /** Over a database that other nodes write too. */
  static Books shared(TestDatabase database) {
    return shared(database, UnaryOperator.identity());
  }

  /** The same with settings. */
  static Books shared(TestDatabase database, UnaryOperator<Ledger.Builder> settings) {
    return new Books(database, false, builder -> settings.apply(builder.node("a")));
  }

  /** Over a database that can be {@linkplain #way cut off}. */
  static Books onTheWay(TestDatabase database, UnaryOperator<Ledger.Builder> settings) {
    return new Books(database, true, settings);
  }

  /** The same for tests that see to it by themselves that the other nodes have a change. */
  static Books sharedWithoutWaiting(TestDatabase database) {
    return shared(database, builder -> builder.pause(time -> {}));
  }

  /** Another node on the same database, with the same clock; the caller closes it. */
  Ledger anotherNode(String name) {
    return builder(name).open();
  }

  /** The same for who wants other settings. */
  Ledger.Builder builder(String name) {
    return builder().node(name);
  }

  private Ledger.Builder builder() {
    Ledger.Builder builder = Ledger.on(canBeCut ? way.dataSource() : pool).clock(clock());
    return database == TestDatabase.H2 ? builder : builder.migrated();
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

  CutDatabase way() {
    return way;
  }

  JdbcConnectionPool pool() {
    return pool;
  }

  Instant now() {
    return now;
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
    atTheEnd.run();
  }

  private static void drop(JdbcConnectionPool pool, Postgres postgres) {
    pool.dispose();
    postgres.close();
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
