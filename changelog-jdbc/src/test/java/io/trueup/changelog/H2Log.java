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
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A fresh H2 database with a change log and a table of business rows. */
public final class H2Log implements LogUnderTest {
  private static final String SETTINGS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  private final JdbcDataSource dataSource = new JdbcDataSource();
  private final JdbcChangeLog log;
  private final Demarcates demarcates;

  private H2Log(String url, Demarcates demarcates) {
    this.demarcates = demarcates;
    dataSource.setURL(url);
    ChangeLogSchema.create(dataSource);
    execute("create table if not exists business (name varchar(100), amount bigint)");
    log = JdbcChangeLog.builder(dataSource, new TestFactCodec()).build();
  }

  static H2Log inMemory() {
    return inMemory(JdbcTransactions::new);
  }

  /** A new one, in memory, that is written so. */
  public static H2Log inMemory(Demarcates demarcates) {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + SETTINGS + ";DB_CLOSE_DELAY=-1";
    return new H2Log(url, demarcates);
  }

  static H2Log at(String url) {
    return new H2Log(DurableUrl.require(url + SETTINGS + ";WRITE_DELAY=0"), JdbcTransactions::new);
  }

  public static Change change(String text) {
    return Change.of(Tags.of("test"), new TestFact(text));
  }

  public JdbcDataSource dataSource() {
    return dataSource;
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
    execute("update trueup_change set tags = char(7) where position = " + position);
  }

  @Override
  public void age(Position upTo, Duration by) {
    execute(
        "update trueup_change set at = dateadd(second, -"
            + by.toSeconds()
            + ", at) where position <= "
            + upTo);
  }

  public void execute(String sql) {
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
    execute("shutdown");
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
