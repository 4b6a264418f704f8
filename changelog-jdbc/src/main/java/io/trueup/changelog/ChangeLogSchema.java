package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** The tables of the change log on H2. */
public final class ChangeLogSchema {
  /** Where Flyway finds the migrations, as one of its locations. */
  public static final String FLYWAY_LOCATION = "classpath:trueup/changelog/h2";

  private static final String SCRIPT = "/trueup/changelog/h2/V1__change_log.sql";

  private ChangeLogSchema() {}

  /**
   * Creates what is missing of the tables, the genesis row and the head row; does nothing where all
   * is there. For those who do without Flyway. Not for several callers at once.
   *
   * @throws ChangeLogException if the database refuses
   */
  public static void create(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements()) {
        statement.execute(sql);
      }
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new ChangeLogException("the change log's tables could not be created", e);
    }
  }

  private static List<String> statements() {
    return Arrays.stream(script().split(";\\R")).filter(sql -> !sql.isBlank()).toList();
  }

  private static String script() {
    try (InputStream in = ChangeLogSchema.class.getResourceAsStream(SCRIPT)) {
      byte[] bytes = Objects.requireNonNull(in, SCRIPT).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
