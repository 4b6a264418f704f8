package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseOutageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "25006", "25P03", "53300", "55P03", "57014", "57P01", "58030", "90098",
        "90121", "HYT00"
      })
  void aDatabaseThatCanNotBeReachedOrHasNoTimeIsAwayHoweverItIsWrapped(String state) {
    SQLException said = new SQLException("away", state);
    assertThat(DatabaseOutage.isCauseOf(said)).isTrue();
    assertThat(DatabaseOutage.isCauseOf(wrapped(said))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22001", "23505", "23514", "42P01", "42601", "90016", "0A000", "28P01"})
  void aStatementThatIsRefusedIsNoOutageHoweverItIsWrapped(String state) {
    SQLException said = new SQLException("refused", state);
    assertThat(DatabaseOutage.isCauseOf(said)).isFalse();
    assertThat(DatabaseOutage.isCauseOf(wrapped(said))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void whatWasUndoneForTheSakeOfOthersIsNoOutage(String state) {
    SQLException said = new SQLException("undone", state);
    assertThat(DatabaseOutage.isCauseOf(wrapped(said))).isFalse();
    assertThat(DatabaseOutage.isUndone(wrapped(said))).isTrue();
  }

  @Test
  void whatAPoolSaysWithoutAStateIsAnOutage() {
    assertThat(DatabaseOutage.isCauseOf(new SQLTransientConnectionException("30 s"))).isTrue();
    assertThat(DatabaseOutage.isCauseOf(new SQLException("Connection is closed"))).isTrue();
  }

  @Test
  void aLogThatDidNotAnswerIsAnOutageAndAMistakeIsNot() {
    assertThat(DatabaseOutage.isCauseOf(new ChangeLogException("not within 2 s", null))).isTrue();
    assertThat(DatabaseOutage.isCauseOf(new IllegalStateException("a mistake"))).isFalse();
  }

  @Test
  void whatH2SaysOfAMistakeIsNoOutageAndOfItsEndIs() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:", "sa", "");
        Statement statement = connection.createStatement()) {
      assertThat(DatabaseOutage.isCauseOf(thrownBy(statement, "select a from b"))).isFalse();
      assertThat(
              DatabaseOutage.isCauseOf(
                  thrownBy(statement, "select x from system_range(1, 2) group by 1 + x having y")))
          .isFalse();
      statement.execute("shutdown immediately");
      assertThat(DatabaseOutage.isCauseOf(thrownBy(statement, "select 1"))).isTrue();
    }
  }

  private static RuntimeException wrapped(SQLException said) {
    return new ChangeLogException("failed", new IllegalStateException(said));
  }

  private static SQLException thrownBy(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }
}
