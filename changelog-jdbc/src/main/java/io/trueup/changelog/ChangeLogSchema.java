package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/** The tables of the change log. */
public final class ChangeLogSchema {
  private static final String FILE = "V1__change_log.sql";

  private ChangeLogSchema() {}

  /**
   * Creates what is missing of the tables, the genesis row and the head row; does nothing where all
   * is there. For those who do without Flyway. On H2 not for several callers at once.
   *
   * @throws ChangeLogException if the database refuses, or can't hold a change log
   */
  public static void create(DataSource dataSource) {
    Database database = Database.of(dataSource);
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      create(connection, database);
      connection.commit();
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      throw new ChangeLogException(
          "the change log's tables could not be created: " + e.getMessage(), e);
    }
  }

  private static void create(Connection connection, Database database) throws SQLException {
    database.dialect().lockSchema(connection);
    try (Statement statement = connection.createStatement()) {
      for (String sql : script(database).split(";\\R", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  private static String script(Database database) {
    String file = "/" + database.folder() + "/" + FILE;
    try (InputStream in = ChangeLogSchema.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The position in the head row, which must be there. */
  static long headIn(ResultSet head) throws SQLException {
    if (!head.next()) {
      throw new SQLException("the change log has no head row: apply its schema");
    }
    return head.getLong(1);
  }
}
