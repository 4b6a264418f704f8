package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.ChangeCodecs;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.TestLog;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionSystemException;

final class OwnTransactionTest {
  private final TestLog h2 =
      TestLog.inMemory(
          (dataSource, writer) -> {
            throw new UnsupportedOperationException();
          });
  private final FailingCommits dataSource = new FailingCommits(h2.dataSource());
  private final SpringTransactions transactions =
      new SpringTransactions(
          dataSource,
          new DataSourceTransactionManager(dataSource),
          new ChangeWriter(ChangeCodecs.of(), "node-1", Duration.ofMillis(300)));

  @AfterEach
  void close() {
    h2.close();
  }

  /** What was wrong first says what it was: an outage, not a mistake of ours. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailedRollBackDoesNotHideWhatTheWorkThrew(boolean isSpringsOwn) {
    RuntimeException first =
        isSpringsOwn
            ? new DataAccessResourceFailureException("away", new SQLException("away", "08006"))
            : new IllegalStateException("away");
    dataSource.gone = true;
    assertThatThrownBy(
            () ->
                transactions.execute(
                    changes -> {
                      throw first;
                    }))
        .isSameAs(first)
        .hasSuppressedException(
            new TransactionSystemException(
                "JDBC rollback failed", new SQLException("the connection is closed")));
    dataSource.gone = false;
  }

  @Test
  void anErrorComesOutTooWhereTheRollBackFailed() {
    AssertionError first = new AssertionError("no");
    dataSource.gone = true;
    assertThatThrownBy(
            () ->
                transactions.execute(
                    changes -> {
                      throw first;
                    }))
        .isSameAs(first);
    dataSource.gone = false;
  }
}
