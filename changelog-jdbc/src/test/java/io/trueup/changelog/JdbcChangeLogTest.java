package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdbcChangeLogTest {
  private static final TestFactCodec CODEC = new TestFactCodec();

  @Test
  void aFileIsFoundAgainWithItsHistory(@TempDir Path directory) {
    String url = "jdbc:h2:file:" + directory.resolve("log");
    Change change = TestLog.change("kept");
    LoggedChange written;
    try (TestLog first = TestLog.at(url)) {
      first.newWriter().write(change);
      written = first.log().head().changes().get(0);
    }
    try (TestLog again = TestLog.at(url)) {
      assertThat(again.log().head().changes()).containsExactly(written);
      again.newWriter().write(TestLog.change("next"));
      assertThat(again.log().head().changes().get(0).position()).isEqualTo(new Position(2));
    }
  }

  @Test
  void creatingTheSchemaAgainChangesNothing() {
    try (TestLog h2 = TestLog.inMemory()) {
      h2.newWriter().write(TestLog.change("kept"));
      ChangeLogSchema.create(h2.dataSource());

      assertThat(h2.log().read(Position.GENESIS, 10).changes()).hasSize(2);
      assertThat(h2.count("trueup_change_head")).isEqualTo(1);
    }
  }

  @Test
  void theNodeStandsInTheRow() {
    try (TestLog h2 = TestLog.inMemory()) {
      h2.newWriter().write(TestLog.change("x"));

      assertThat(h2.log().head().changes().get(0).node()).isEqualTo("node-1");
    }
  }

  @Test
  void theGenesisRowSaysSo() {
    try (TestLog h2 = TestLog.inMemory()) {
      assertThat(h2.log().head().changes().get(0).change().fact()).isEqualTo(Genesis.GENESIS);
    }
  }

  @Test
  void anUnreadableFactNamesItsKindAndTheReason() {
    try (TestLog h2 = TestLog.inMemory()) {
      h2.newWriter().write(TestLog.change("x"));
      h2.execute("update trueup_change set kind = 'Newer' where position = 1");

      assertThat(h2.log().head().changes().get(0).change().fact())
          .hasToString(
              "UnreadableFact[kind=Newer, reason=IllegalArgumentException: not a TestFact: Newer,"
                  + " touchesEverything=false]");
    }
  }

  @Test
  void aRenewedIncarnationIsSeenByTheNextRead() {
    try (TestLog h2 = TestLog.inMemory()) {
      h2.execute("update trueup_change_head set incarnation = 'renewed'");

      assertThat(h2.log().head().incarnation().id()).isEqualTo("renewed");
      assertThat(h2.log().read(Position.GENESIS, 1).incarnation().id()).isEqualTo("renewed");
    }
  }

  @Test
  void aLogWithoutItsTablesSaysWhatIsMissing() {
    JdbcDataSource empty = new JdbcDataSource();
    empty.setURL("jdbc:h2:mem:");
    try (JdbcChangeLog log = JdbcChangeLog.builder(empty, CODEC).build()) {
      assertThatThrownBy(log::head)
          .isInstanceOf(ChangeLogException.class)
          .hasMessageContaining("trueup_change");
    }
  }

  @Test
  void aLostConnectionIsReplacedByTheNextQuery() throws SQLException {
    try (TestLog h2 = TestLog.inMemory()) {
      h2.log().head();
      endOtherSessions(h2);

      assertThatThrownBy(() -> h2.log().head()).isInstanceOf(ChangeLogException.class);
      assertThat(h2.log().head().changes()).hasSize(1);
    }
  }

  @Test
  void aReadIsARangeScanOfThePrimaryKey() throws SQLException {
    try (TestLog h2 = TestLog.inMemory();
        Connection connection = h2.dataSource().getConnection();
        PreparedStatement explain =
            connection.prepareStatement("explain " + LogConnection.read("h.incarnation, true"))) {
      explain.setLong(1, 0);
      explain.setInt(2, 10);
      try (ResultSet plan = explain.executeQuery()) {
        plan.next();
        assertThat(plan.getString(1)).containsIgnoringCase("PRIMARY_KEY").contains("index sorted");
      }
    }
  }

  @Test
  void theLogOfSomeTimeAgoIsFoundAcrossGaps() {
    try (TestLog h2 = TestLog.inMemory()) {
      for (int i = 1; i <= 60; i++) {
        h2.newWriter().write(TestLog.change("x"));
      }
      h2.execute("delete from trueup_change where position between 11 and 35 or position < 4");
      h2.age(new Position(20), Duration.ofMinutes(2));

      assertThat(positionAsOf(h2, 1)).isEqualTo(10);
      assertThat(positionAsOf(h2, 3)).isEqualTo(4);
      assertThat(positionAsOf(h2, 0)).isEqualTo(60);
    }
  }

  private static long positionAsOf(TestLog h2, long minutes) {
    return h2.log().asOf(Duration.ofMinutes(minutes)).changes().get(0).position().value();
  }

  @Test
  void soleWriterIsAPromiseToBeMade() {
    JdbcDataSource none = new JdbcDataSource();
    assertThat(JdbcChangeLog.builder(none, CODEC).build().soleWriter()).isFalse();
    assertThat(JdbcChangeLog.builder(none, CODEC).soleWriter().build().soleWriter()).isTrue();
    assertThat(JdbcChangeLog.builder(none, CODEC).soleWriter().sharedWriters().build().soleWriter())
        .isFalse();
  }

  @Test
  void aQueryTimeoutIsInWholeSeconds() {
    JdbcChangeLog.Builder builder = JdbcChangeLog.builder(new JdbcDataSource(), CODEC);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.queryTimeout(Duration.ofMillis(1500)))
        .withMessageContaining("whole seconds");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.queryTimeout(Duration.ZERO));
  }

  private static void endOtherSessions(TestLog h2) throws SQLException {
    try (Connection connection = h2.dataSource().getConnection()) {
      long others =
          TestLog.number(
              connection,
              "select count(abort_session(session_id)) from information_schema.sessions"
                  + " where session_id <> session_id()");
      assertThat(others).isEqualTo(1);
    }
  }
}
