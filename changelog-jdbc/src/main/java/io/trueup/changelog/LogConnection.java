package io.trueup.changelog;

import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.spi.LogSlice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/*
 * Each slice is one statement: rows, incarnation and wall clock belong to one snapshot, and the
 * connection is in autocommit at READ COMMITTED, or an open snapshot would stand still while it looks
 * fresh. The head row is joined from the left so that an empty range still names its history; the
 * limit stands inside, where the primary key gives the order without a sort.
 */
/** An open connection of the log with its statements. For one thread at a time. */
final class LogConnection implements AutoCloseable {
  private static final String HEAD =
      ", current_timestamp, "
          + ChangeRowReader.COLUMNS
          + " from trueup_change_head h left join trueup_change c on c.position = h.position";
  private static final String TIME_OF =
      "select position, at from trueup_change where position >= ? order by position limit 1";
  private static final String TRIM =
      "delete from trueup_change where position in"
          + " (select position from trueup_change where position < ? order by position limit ?)";
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final int FIRST_COLUMN = 4;

  private final Connection connection;
  private final UUID session = UUID.randomUUID();
  private final ChangeRowReader rows;
  private final PreparedStatement head;
  private final PreparedStatement read;
  private final PreparedStatement timeOf;

  private LogConnection(Connection connection, ChangeRowReader rows, int timeoutSeconds)
      throws SQLException {
    this.connection = connection;
    this.rows = rows;
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    String history = Database.of(connection).dialect().follow(connection, timeoutSeconds);
    this.head = connection.prepareStatement("select " + history + HEAD);
    this.read = connection.prepareStatement(read(history));
    this.timeOf = connection.prepareStatement(TIME_OF);
    head.setQueryTimeout(timeoutSeconds);
    read.setQueryTimeout(timeoutSeconds);
    timeOf.setQueryTimeout(timeoutSeconds);
  }

  /** The statement that reads a slice, given two expressions for which history it is of. */
  static String read(String history) {
    return "select "
        + history
        + ", current_timestamp, "
        + ChangeRowReader.COLUMNS
        + " from trueup_change_head h left join (select * from trueup_change"
        + " where position >= ? order by position limit ?) c on true order by c.position";
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

  /**
   * Halves the positions between the oldest row and the head, some 20 look-ups for a million rows:
   * an index on the time would cost every commit, for one question at a node's start. Times follow
   * positions but for the moments that transactions take, and for clocks that were set.
   */
  LogSlice asOf(Duration age) throws SQLException {
    return read(new Position(positionAsOf(age)), 1);
  }

  /** The position of that row. */
  long positionAsOf(Duration age) throws SQLException {
    LogSlice head = head();
    Instant then = head.now().minus(age.compareTo(LONGEST) < 0 ? age : LONGEST);
    long low = first(read(Position.GENESIS, 1));
    long high = first(head);
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      timeOf.setLong(1, middle);
      try (ResultSet row = timeOf.executeQuery()) {
        if (row.next() && !row.getObject(2, OffsetDateTime.class).toInstant().isAfter(then)) {
          low = row.getLong(1);
        } else {
          high = middle - 1;
        }
      }
    }
    return low;
  }

  /** Deletes the oldest of the rows below a position, at most so many; how many there were. */
  int trimBelow(long position, int limit) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(TRIM)) {
      delete.setLong(1, position);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }

  private static long first(LogSlice slice) {
    return slice.changes().get(0).position().value();
  }

  private LogSlice slice(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the change log has no head row: apply its schema");
      }
      Incarnation incarnation = new Incarnation(row.getString(1));
      boolean primary = row.getBoolean(2);
      Instant now = row.getObject(3, OffsetDateTime.class).toInstant();
      return new LogSlice(incarnation, session, primary, now, changes(row));
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
