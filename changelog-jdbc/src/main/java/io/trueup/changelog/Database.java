package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** The databases that a change log can be kept in. What differs between them is asked of these. */
public enum Database {
  /** H2 2.2 or later, in the process or as a server. */
  H2("H2", 2, new H2Dialect()),
  /** PostgreSQL 13 or later. */
  POSTGRESQL("PostgreSQL", 13, new PostgresDialect());

  private final String product;
  private final int oldestVersion;

  // Dialects have no state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final LogDialect dialect;

  Database(String product, int oldestVersion, LogDialect dialect) {
    this.product = product;
    this.oldestVersion = oldestVersion;
    this.dialect = dialect;
  }

  /**
   * Which one this data source leads to. Opens a connection for a moment.
   *
   * @throws ChangeLogException if it can't be reached, or can't hold a change log; the message says
   *     why
   */
  public static Database of(DataSource dataSource) {
    try (Connection connection = open(dataSource)) {
      Database database = of(connection);
      database.check(connection);
      return database;
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /** Pools have exceptions of their own. */
  private static Connection open(DataSource dataSource) {
    try {
      return dataSource.getConnection();
    } catch (SQLException | RuntimeException e) {
      throw unreachable(e);
    }
  }

  private static ChangeLogException unreachable(Exception cause) {
    return new ChangeLogException("the database can't be used: " + cause.getMessage(), cause);
  }

  /**
   * Which one this connection leads to; asks the driver only, and checks nothing else.
   *
   * @throws ChangeLogException if it is none of these
   */
  public static Database of(Connection connection) throws SQLException {
    return named(connection.getMetaData().getDatabaseProductName());
  }

  static Database named(String product) {
    for (Database database : values()) {
      if (database.product.equals(product)) {
        return database;
      }
    }
    throw new ChangeLogException(
        "the database is " + product + ": use PostgreSQL 13 or later, or H2", null);
  }

  private void check(Connection connection) throws SQLException {
    DatabaseMetaData about = connection.getMetaData();
    checkVersion(about.getDatabaseMajorVersion(), about.getDatabaseProductVersion());
    dialect.check(connection);
  }

  void checkVersion(int major, String version) {
    if (major < oldestVersion) {
      throw new ChangeLogException(
          "the database is " + product + " " + version + ": use " + oldestVersion + " or later",
          null);
    }
  }

  /** Where Flyway finds the migrations of the change log, as one of its locations. */
  public String flywayLocation() {
    return "classpath:" + folder();
  }

  /** The folder of the migrations on the class path. */
  String folder() {
    return "trueup/changelog/" + vendor();
  }

  /** The name of folders that hold what is for this database alone. */
  public String vendor() {
    return name().toLowerCase(Locale.ROOT);
  }

  LogDialect dialect() {
    return dialect;
  }
}
