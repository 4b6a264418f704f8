package io.trueup.changelog;

import io.trueup.cache.Position;
import io.trueup.cache.Snapshot;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/*
 * A value folds on only if it is known which changes it contains. Read at READ COMMITTED, value and
 * head are two snapshots, and what commits between them is counted twice or not at all (34 to 41 %
 * of reads under load); H2's REPEATABLE READ is one snapshot for each table (1 to 3 %). H2's SNAPSHOT
 * and PostgreSQL's REPEATABLE READ are one for all tables, taken by the transaction's first query.
 */
/**
 * Reads values together with the log's head, in one snapshot of the database. Safe for use by many
 * threads.
 */
public final class JdbcSnapshots {
  private static final String HEAD = "select position from trueup_change_head";

  private final DataSource dataSource;

  /** Over connections of this data source, which get their isolation and autocommit back. */
  public JdbcSnapshots(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
  }

  /**
   * Reads on a connection of its own, which sees nothing of the calling thread's transaction.
   * Whatever the function writes is refused or rolled back.
   *
   * @throws ChangeLogException if the database refuses, or the function threw an {@link
   *     SQLException}
   */
  public <T extends @Nullable Object> Snapshot<T> read(SqlFunction<T> load) {
    try (Scope scope = new Scope(dataSource.getConnection())) {
      scope.begin();
      Position head = headIn(scope.connection);
      return new Snapshot<>(head, load.apply(scope.connection));
    } catch (SQLException e) {
      throw new ChangeLogException("the snapshot read failed: " + e.getMessage(), e);
    }
  }

  /**
   * The log's head as this connection sees it. Belongs to what else the connection reads only if
   * its transaction has one snapshot for all: SNAPSHOT or SERIALIZABLE on H2, REPEATABLE READ or
   * SERIALIZABLE on PostgreSQL. One look-up.
   *
   * @throws SQLException if the database refuses, or the log has no head row
   */
  public static Position headIn(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HEAD);
        ResultSet head = select.executeQuery()) {
      return new Position(ChangeLogSchema.headIn(head));
    }
  }

  private static final class Scope implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommit;
    private final LogDialect dialect;
    private int before;

    Scope(Connection connection) throws SQLException {
      this.connection = connection;
      try {
        this.dialect = Database.of(connection).dialect();
        this.autoCommit = connection.getAutoCommit();
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    void begin() throws SQLException {
      connection.setAutoCommit(false);
      before = dialect.beginSnapshot(connection);
    }

    @Override
    public void close() throws SQLException {
      try (connection) {
        connection.rollback();
        dialect.endSnapshot(connection, before);
        connection.setAutoCommit(autoCommit);
      }
    }
  }
}
