package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/*
 * A connection whose rollback failed goes back without its autocommit restored: switching it on
 * commits what is open. Closed like that, the driver or the pool rolls it back.
 */
/** One transaction's connection, from autocommit off to its return. For one thread. */
final class Demarcation {
  private final Connection connection;
  private final CommitObservers observers;
  private final boolean autoCommit;
  private CommitObservers.@Nullable Announced announced;
  private boolean inDoubt;

  private Demarcation(Connection connection, CommitObservers observers) throws SQLException {
    this.connection = connection;
    this.observers = observers;
    this.autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
  }

  static Demarcation begin(DataSource dataSource, CommitObservers observers) {
    try {
      return over(dataSource.getConnection(), observers);
    } catch (SQLException e) {
      throw new ChangeLogException("no transaction was to be had: " + e.getMessage(), e);
    }
  }

  private static Demarcation over(Connection connection, CommitObservers observers)
      throws SQLException {
    try {
      return new Demarcation(connection, observers);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  void commit(PendingAppends appends) {
    if (!appends.isEmpty()) {
      announced = observers.committing(appends.flush(connection));
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new ChangeLogException("the commit failed: " + e.getMessage(), e);
    }
  }

  void committed(JdbcTransaction transaction) {
    if (announced != null) {
      transaction.committedAt(announced.last());
      announced.committed();
    }
  }

  void rollBack(Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      inDoubt = true;
      cause.addSuppressed(e);
    }
    if (announced != null) {
      announced.rolledBack();
    }
  }

  void close() {
    try (connection) {
      if (!inDoubt) {
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      observers.failed("its connection could not be given back", e);
    }
  }
}
