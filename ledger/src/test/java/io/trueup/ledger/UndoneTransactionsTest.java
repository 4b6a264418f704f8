package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PostgreSQL undoes transactions for the sake of others. A trigger does so here; it counts by a
 * sequence, which no rollback takes back.
 */
class UndoneTransactionsTest {
  private final Books books = Books.open(TestDatabase.POSTGRESQL);

  @BeforeEach
  void countAttempts() throws SQLException {
    execute("create sequence attempts");
  }

  @AfterEach
  void close() {
    books.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void whatWasUndoneTwiceIsDoneOnceInTheEnd(String state) throws SQLException {
    undo("trueup_usage_record", 2, state);

    assertThat(books.ledger.usage().record(Books.request("r", "acme", "ann").build()).duplicate())
        .isFalse();

    assertThat(attempts()).isEqualTo(3);
    assertThat(books.ledger.undoneTransactions()).isEqualTo(2);
    assertThat(books.ledger.recompute().records()).isOne();
    assertThat(books.ledger.recompute().rollups()).isEqualTo(books.ledger.recompute().cost());
  }

  @Test
  void whatIsUndoneAgainAndAgainFails() throws SQLException {
    undo("trueup_budget", Integer.MAX_VALUE, "40P01");

    assertThatThrownBy(() -> books.budget(new Scope.Global(), Period.DAILY, "1"))
        .hasStackTraceContaining("undone");
    assertThat(attempts()).isEqualTo(3);
  }

  @Test
  void anyOtherFailureIsNotTriedAgain() throws SQLException {
    undo("trueup_budget", 1, "23514");

    assertThatThrownBy(() -> books.budget(new Scope.Global(), Period.DAILY, "1"))
        .hasStackTraceContaining("undone");
    assertThat(attempts()).isOne();
  }

  private void undo(String table, int times, String state) throws SQLException {
    execute(
        """
        create function undo() returns trigger language plpgsql as $$
        begin
          if nextval('attempts') <= %d then
            raise exception 'undone' using errcode = '%s';
          end if;
          return new;
        end $$
        """
            .formatted(times, state));
    execute(
        "create trigger undo before insert on " + table + " for each row execute function undo()");
  }

  private long attempts() throws SQLException {
    try (Connection connection = books.pool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select last_value from attempts")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = books.pool().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
