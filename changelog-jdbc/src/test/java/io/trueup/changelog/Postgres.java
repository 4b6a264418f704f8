package io.trueup.changelog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/*
 * A server takes seconds to start, so a process of tests has one, which ends with it. Tables take a
 * tenth of that, so they are made once, in a template; a copy of that takes some 30 ms.
 */
/** A database of its own on the PostgreSQL of this process, empty or with tables. */
public final class Postgres implements AutoCloseable {
  /** Who owns the databases and may do everything, without a password. */
  public static final String USER = "postgres";

  /** Who may do nothing but {@linkplain #ofApplication own a database}. */
  public static final String APPLICATION = "application";

  /** The password of that one. */
  public static final String PASSWORD = "secret";

  private static final String CREATE_APPLICATION =
      "create role " + APPLICATION + " login password '" + PASSWORD + "'";

  private static final String EMPTY = "template1";
  private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;

  private Postgres(String name) {
    this.name = name;
  }

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "64MB")
                .setDataDirectoryCustomizer(Postgres::wantPasswords)
                .start();
        execute(server.getPostgresDatabase(), CREATE_APPLICATION);
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The superuser comes in as he is, all others with a password. */
  private static void wantPasswords(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"),
          "host all " + USER + " all trust\nhost all all all scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new database with nothing in it. */
  public static Postgres empty() {
    return copyOf(EMPTY);
  }

  /** A new database with nothing in it, of one who may do nothing else. */
  public static Postgres ofApplication() {
    Postgres database = empty();
    onServer("alter database " + database.name + " owner to " + APPLICATION);
    return database;
  }

  /**
   * A new database with tables, and a history of its own if these are a change log's.
   *
   * @param tables what names them: they are made once for each name
   */
  public static Postgres with(String tables, Consumer<DataSource> make) {
    return copyOf(TEMPLATES.computeIfAbsent(tables, it -> template(make)));
  }

  /** A new database of this encoding. */
  public static Postgres encoded(String encoding) {
    return created("template template0 encoding '" + encoding + "' locale 'C'");
  }

  /** A new database that compares texts as this locale does. */
  public static Postgres ofLocale(String locale) {
    return created("template template0 locale_provider icu icu_locale '" + locale + "' locale 'C'");
  }

  private static String template(Consumer<DataSource> make) {
    Postgres template = empty();
    make.accept(template.dataSource());
    return template.name;
  }

  private static Postgres copyOf(String template) {
    return created("template " + template);
  }

  private static Postgres created(String how) {
    Postgres database = new Postgres("test_" + COUNT.incrementAndGet());
    onServer("create database " + database.name + " " + how);
    return database;
  }

  /** Copies the database as it is now; nobody may be connected to it. */
  public Postgres copy() {
    return copyOf(name);
  }

  /** Puts the database back to what this copy of it holds, as a restored backup does. */
  public void restore(Postgres backup) {
    close();
    onServer("create database " + name + " template " + backup.name);
  }

  /** Renews what names the history, which is the template's. */
  public Postgres renewed() {
    execute("update trueup_change_head set incarnation = gen_random_uuid()");
    execute("update trueup_change set id = gen_random_uuid()");
    return this;
  }

  /** Has new connections look for functions in this schema before those of the server. */
  void search(String schema) {
    execute(
        String.format("alter database %s set search_path = %s, pg_catalog, public", name, schema));
  }

  /**
   * As if it were gone, for all but the superuser: open connections break, new ones are refused.
   */
  public void goAway() {
    onServer("alter database " + name + " connection limit 0");
    onServer(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
  }

  /** Lets connections in again. */
  public void comeBack() {
    onServer("alter database " + name + " connection limit -1");
  }

  /** Where it is. */
  public String url() {
    return url(name);
  }

  private static String url(String name) {
    return "jdbc:postgresql://localhost:" + Server.INSTANCE.getPort() + "/" + name;
  }

  /** Gives a new connection each time. */
  public DataSource dataSource() {
    return at(new PGSimpleDataSource(), name);
  }

  /** Gives connections to a pool. */
  public PGConnectionPoolDataSource poolable() {
    return at(new PGConnectionPoolDataSource(), name);
  }

  private static <T extends BaseDataSource> T at(T dataSource, String name) {
    dataSource.setUrl(url(name));
    dataSource.setUser(USER);
    return dataSource;
  }

  /** Executes one statement as the owner, and commits it. */
  public void execute(String sql) {
    execute(dataSource(), sql);
  }

  private static void onServer(String sql) {
    execute(at(new PGSimpleDataSource(), USER), sql);
  }

  private static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Ends all connections and drops the database. */
  @Override
  public void close() {
    onServer("drop database " + name + " with (force)");
  }
}
