package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of PostgreSQL that stops between its last statement and its commit. */
final class StoppedClientTest {
  private final TestLog log = TestDatabase.POSTGRESQL.newLog();

  @AfterEach
  void close() {
    log.close();
  }

  /** Without an end to its session the other would fail after 5 s. */
  @Test
  void isEndedByTheServerAndHoldsOthersUpNoLonger() throws SQLException {
    ChangeWriter stopping = new ChangeWriter(new TestFactCodec(), "a", Duration.ofMillis(300));
    try (Connection stopped = log.dataSource().getConnection()) {
      stopped.setAutoCommit(false);
      PendingAppends appends = stopping.begin();
      appends.append(TestLog.change("never committed"));
      appends.flush(stopped);

      log.newWriter().write(TestLog.change("goes on"));

      assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
    }
    assertThat(log.log().head().changes().get(0).position()).isEqualTo(new Position(1));
    assertThat(log.count("trueup_change")).isEqualTo(2);
  }
}
