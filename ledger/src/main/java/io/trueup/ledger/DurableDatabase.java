package io.trueup.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/*
 * H2 names the delay in force, 0 in memory. Beside it stands the one that is stored in the file, if
 * there is one, in a second row of the same name; a session that names none works with the default
 * again, so both must be 0.
 */
/** The check that a database does not lose acknowledged commits when the process is killed. */
final class DurableDatabase {
  private static final String WRITE_DELAY =
      "select max(cast(setting_value as integer)) from information_schema.settings"
          + " where setting_name = 'WRITE_DELAY'";

  private DurableDatabase() {}

  /**
   * Returns if the database is H2 that writes each commit at once or is in memory, or is another
   * database, about which this says nothing.
   *
   * @throws LedgerException if H2 acknowledges commits before they are in its file
   */
  static void require(DataSource dataSource) {
    int delay = writeDelayMillis(dataSource);
    if (delay > 0) {
      throw new LedgerException(
          "database: add ;WRITE_DELAY=0 to the URL of H2. It acknowledges commits up to "
              + delay
              + " ms before they are in the file, and a killed process loses thousands of them",
          null);
    }
  }

  private static int writeDelayMillis(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      boolean isH2 = connection.getMetaData().getDatabaseProductName().equals("H2");
      return isH2 ? writeDelayMillis(connection) : 0;
    } catch (SQLException e) {
      throw new LedgerException("the database can't be asked: " + e.getMessage(), e);
    }
  }

  private static int writeDelayMillis(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet delay = statement.executeQuery(WRITE_DELAY)) {
      delay.next();
      return delay.getInt(1);
    }
  }
}
