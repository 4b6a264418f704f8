package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.testkit.LogWriter;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class LogTrimmerTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration LONGER = Duration.ofDays(8);

  private final TestLog log;
  private final LogWriter writer;
  private final LogTrimmer trimmer;

  LogTrimmerTest(TestDatabase database) {
    log = database.newLog();
    writer = log.newWriter();
    trimmer = new LogTrimmer(log.dataSource(), WEEK);
  }

  @AfterEach
  void close() {
    trimmer.close();
    log.close();
  }

  @Test
  void whatIsYoungerStays() {
    write(3);
    log.age(new Position(3), Duration.ofDays(6));

    assertThat(trimmer.trim()).isZero();
  }

  @Test
  void whatWasSupersededLongerAgoGoes() {
    write(5);
    log.age(new Position(3), LONGER);

    assertThat(trimmer.trim()).as("0, 1 and 2; 3 was the head a week ago").isEqualTo(3);
    assertThat(log.log().read(Position.GENESIS, 10).changes())
        .extracting(row -> row.position().value())
        .containsExactly(3L, 4L, 5L);
    assertThat(trimmer.trim()).isZero();
  }

  @Test
  void theNewestRowIsNeverTrimmed() {
    write(3);
    log.age(new Position(3), LONGER);

    assertThat(trimmer.trim()).isEqualTo(3);
    assertThat(log.log().head().changes()).hasSize(1);
    writer.write(TestLog.change("goes on"));
    assertThat(log.log().head().changes().get(0).position()).isEqualTo(new Position(4));
  }

  @Test
  void moreThanABatchIsTrimmedInBatches() {
    int rows = 2 * LogTrimmer.BATCH + 1;
    writeOld(rows);

    assertThat(trimmer.trim()).isEqualTo(rows);
    assertThat(log.count("trueup_change")).isOne();
  }

  /** After a quiet week every node stands at a row of that age. */
  @Test
  void aLiveNodeDoesNotResetWhenTheFirstChangeAfterAQuietWeekComes() {
    write(1);
    log.age(new Position(1), LONGER);
    try (FollowingNode node = new FollowingNode(log)) {
      writer.write(TestLog.change("after a week"));
      trimmer.trim();

      assertThat(node.resetsWithTheNextCatchUp()).isZero();
    }
  }

  /** The same with the age of the row itself as the rule. */
  @Test
  void trimmedByTheirOwnAgeRowsAreMissedByLiveNodes() {
    write(1);
    log.age(new Position(1), LONGER);
    try (FollowingNode node = new FollowingNode(log)) {
      writer.write(TestLog.change("after a week"));
      log.execute(
          "delete from trueup_change where at < current_timestamp - interval '7' day"
              + " and position < (select position from trueup_change_head)");

      assertThat(node.resetsWithTheNextCatchUp()).isOne();
    }
  }

  @Test
  void aNodeThatWasAwayForLongerResets() {
    write(1);
    try (FollowingNode node = new FollowingNode(log)) {
      assertThat(node.rows()).isEqualTo(2);
      write(2);
      log.age(new Position(2), LONGER);
      trimmer.trim();

      assertThat(node.resetsWithTheNextCatchUp()).isOne();
      assertThat(node.rows()).isEqualTo(2);
    }
  }

  @Test
  void aRetentionIsAnHourOrMore() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogTrimmer(log.dataSource(), Duration.ofMinutes(59)))
        .withMessageContaining("1 h or more");
  }

  @Test
  void aDatabaseWithoutALogIsNotTrimmed() {
    JdbcDataSource empty = new JdbcDataSource();
    empty.setURL("jdbc:h2:mem:");
    try (LogTrimmer none = new LogTrimmer(empty, WEEK)) {
      assertThatThrownBy(none::trim)
          .isInstanceOf(ChangeLogException.class)
          .hasMessageContaining("trueup_change");
    }
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      writer.write(TestLog.change("change " + i));
    }
  }

  private void writeOld(int count) {
    writer.write(
        scope -> {
          for (int i = 0; i < count; i++) {
            scope.append(TestLog.change("change " + i));
          }
        });
    log.age(new Position(count), LONGER);
  }
}
