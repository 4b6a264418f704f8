package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.Transactions;
import io.trueup.testkit.LogUnderTest;
import io.trueup.testkit.LogWriter;
import io.trueup.testkit.TestFact;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A fresh database with a change log and a table of business rows. */
public final class TestLog implements LogUnderTest {
  private static final String SETTINGS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  private static final String BUSINESS =
      "create table if not exists business (name varchar(100), amount bigint)";

  private final DataSource dataSource;
  private final ConnectionPoolDataSource poolable;
  private final Runnable atTheEnd;
  private final JdbcChangeLog log;
  private final Demarcates demarcates;

  private TestLog(
      DataSource dataSource,
      ConnectionPoolDataSource poolable,
      Demarcates demarcates,
      Runnable atTheEnd) {
    this.dataSource = dataSource;
    this.poolable = poolable;
    this.demarcates = demarcates;
    this.atTheEnd = atTheEnd;
    log = JdbcChangeLog.builder(dataSource, new TestFactCodec()).build();
  }

  static TestLog inMemory() {
    return inMemory(JdbcTransactions::new);
  }

  /** A new one on H2, in memory, that is written so. */
  public static TestLog inMemory(Demarcates demarcates) {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + SETTINGS + ";DB_CLOSE_DELAY=-1";
    return onH2(url, demarcates);
  }

  /** A new one on PostgreSQL that is written so. */
  public static TestLog onPostgres(Demarcates demarcates) {
    return on(Postgres.with("change log", TestLog::create).renewed(), demarcates);
  }

  /** Over this database, which has the tables and is dropped at the end. */
  static TestLog on(Postgres postgres, Demarcates demarcates) {
    return new TestLog(postgres.dataSource(), postgres.poolable(), demarcates, postgres::close);
  }

  static TestLog at(String url) {
    return onH2(DurableUrl.require(url + SETTINGS + ";WRITE_DELAY=0"), JdbcTransactions::new);
  }

  private static TestLog onH2(String url, Demarcates demarcates) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL(url);
    create(dataSource);
    return new TestLog(dataSource, dataSource, demarcates, () -> execute(dataSource, "shutdown"));
  }

  /** Creates the change log and the business table. */
  static void create(DataSource dataSource) {
    ChangeLogSchema.create(dataSource);
    execute(dataSource, BUSINESS);
  }

  public static Change change(String text) {
    return Change.of(Tags.of("test"), new TestFact(text));
  }

  public DataSource dataSource() {
    return dataSource;
  }

  /** The same for a pool. */
  ConnectionPoolDataSource poolable() {
    return poolable;
  }

  @Override
  public ChangeLog log() {
    return log;
  }

  /** Makes transactions over a data source. */
  public interface Demarcates {
    /** Transactions that write so. */
    ChangeTransactions over(DataSource dataSource, ChangeWriter writer);
  }

  @Override
  public LogWriter newWriter() {
    return new Writer(demarcates.over(dataSource, new ChangeWriter(new TestFactCodec(), "node-1")));
  }

  JdbcTransactions newTransactions() {
    return new JdbcTransactions(dataSource, new ChangeWriter(new TestFactCodec(), "node-1"));
  }

  @Override
  public void damageFact(Position position) {
    execute("update trueup_change set payload = 'garbage' where position = " + position);
  }

  @Override
  public void damageTags(Position position) {
    execute("update trueup_change set tags = U&'\\0007' where position = " + position);
  }

  @Override
  public void age(Position upTo, Duration by) {
    execute(
        "update trueup_change set at = at - interval '"
            + by.toSeconds()
            + "' second where position <= "
            + upTo);
  }

  public void execute(String sql) {
    execute(dataSource, sql);
  }

  private static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public long count(String table) {
    try (Connection connection = dataSource.getConnection()) {
      return number(connection, "select count(*) from " + table);
    } catch (SQLException e) {
      throw new IllegalStateException(table, e);
    }
  }

  public static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  public static void book(Connection connection, String name, long amount) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into business (name, amount) values (?, ?)")) {
      insert.setString(1, name);
      insert.setLong(2, amount);
      insert.executeUpdate();
    }
  }

  @Override
  public void close() {
    log.close();
    atTheEnd.run();
  }

  private record Writer(ChangeTransactions jdbc) implements LogWriter {
    @Override
    public Transactions transactions() {
      return jdbc;
    }

    @Override
    public void write(Consumer<Scope> work) {
      jdbc.execute(
          transaction -> {
            work.accept(new JdbcScope(transaction));
            return true;
          });
    }
  }

  private record JdbcScope(ChangeTransaction transaction) implements LogWriter.Scope {
    @Override
    public void append(Change change) {
      transaction.append(change);
    }

    @Override
    public void nested(Consumer<LogWriter.Scope> work) {
      transaction.nested(
          inner -> {
            work.accept(this);
            return true;
          });
    }
  }
}
