package io.trueup.benchmarks;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * Four budgets as rows that are raised if there is room: in one transaction over a pooled
 * connection, in one batch, which PostgreSQL's driver sends at once, and always in the same order,
 * so that nobody waits in a circle. Safe for use by many threads.
 */
final class ConditionalUpdate {
  static final int BUDGETS = 4;
  static final BigDecimal AMOUNT = new BigDecimal("0.01");

  private final DataSource database;

  ConditionalUpdate(DataSource database) throws SQLException {
    this.database = database;
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table budget (id varchar(100) primary key, spent numeric(50,26) not null,"
              + " held numeric(50,26) not null, limit_amount numeric(50,26) not null)");
      for (int i = 0; i < BUDGETS; i++) {
        statement.execute("insert into budget values ('budget-" + i + "', 0, 0, 1000000000)");
      }
    }
  }

  /** Whether there was room in all, and so much is held of each. */
  boolean hold(BigDecimal amount) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      boolean held = raise(connection, amount);
      if (held) {
        connection.commit();
      } else {
        connection.rollback();
      }
      return held;
    }
  }

  private static boolean raise(Connection connection, BigDecimal amount) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update budget set held = held + ? where id = ? and spent + held + ? <= limit_amount")) {
      for (int i = 0; i < BUDGETS; i++) {
        statement.setBigDecimal(1, amount);
        statement.setString(2, "budget-" + i);
        statement.setBigDecimal(3, amount);
        statement.addBatch();
      }
      return Arrays.stream(statement.executeBatch()).allMatch(changed -> changed == 1);
    }
  }

  /** What is held of the budget of which the least is. */
  BigDecimal held() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet least = statement.executeQuery("select min(held) from budget")) {
      least.next();
      return least.getBigDecimal(1);
    }
  }
}
