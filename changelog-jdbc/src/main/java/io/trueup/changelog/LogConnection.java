package io.trueup.changelog;

import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.spi.LogSlice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/*
 * Each slice is one statement: rows, incarnation and wall clock belong to one snapshot, and the
 * connection is in autocommit at READ COMMITTED, or an open snapshot would stand still while it looks
 * fresh. The head row is joined from the left so that an empty range still names its history; the
 * limit stands inside, where the primary key gives the order without a sort.
 */
/** An open connection of the log with its statements. For one thread at a time. */
final class LogConnection implements AutoCloseable {
  static final String READ =
      "select h.incarnation, current_timestamp, "
          + ChangeRowReader.COLUMNS
          + " from trueup_change_head h left join (select * from trueup_change"
          + " where position >= ? order by position limit ?) c on true order by c.position";
  private static final String HEAD =
      "select h.incarnation, current_timestamp, "
          + ChangeRowReader.COLUMNS
          + " from trueup_change_head h left join trueup_change c on c.position = h.position";
  private static final int FIRST_COLUMN = 3;

  private final Connection connection;
  private final ChangeRowReader rows;
  private final PreparedStatement head;
  private final PreparedStatement read;

  private LogConnection(Connection connection, ChangeRowReader rows, int timeoutSeconds)
      throws SQLException {
    this.connection = connection;
    this.rows = rows;
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    this.head = connection.prepareStatement(HEAD);
    this.read = connection.prepareStatement(READ);
    head.setQueryTimeout(timeoutSeconds);
    read.setQueryTimeout(timeoutSeconds);
  }

  static LogConnection open(DataSource dataSource, ChangeRowReader rows, int timeoutSeconds)
      throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      return new LogConnection(connection, rows, timeoutSeconds);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  LogSlice head() throws SQLException {
    LogSlice slice = slice(head);
    if (slice.changes().isEmpty()) {
      throw new SQLException("the newest row, which the head row names, is gone");
    }
    return slice;
  }

  LogSlice read(Position from, int limit) throws SQLException {
    read.setLong(1, from.value());
    read.setInt(2, limit);
    return slice(read);
  }

  private LogSlice slice(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the change log has no head row: apply its schema");
      }
      Incarnation incarnation = new Incarnation(row.getString(1));
      Instant now = row.getObject(2, OffsetDateTime.class).toInstant();
      return new LogSlice(incarnation, true, now, changes(row));
    }
  }

  private List<LoggedChange> changes(ResultSet row) throws SQLException {
    List<LoggedChange> changes = new ArrayList<>();
    do {
      row.getLong(FIRST_COLUMN);
      if (!row.wasNull()) {
        changes.add(rows.read(row, FIRST_COLUMN));
      }
    } while (row.next());
    return changes;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
