package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node whose database is put back to a backup while it runs; with all that names a history, and
 * where the server tells nothing, so that only the row at the node's horizon does.
 */
@ParameterizedClass
@ValueSource(booleans = {true, false})
final class RestoredDatabaseTest {
  private final boolean serverTells;
  private final Postgres postgres = Postgres.with("change log", TestLog::create).renewed();
  private final Postgres backup;
  private final TestLog log;
  private final FollowingNode node;

  RestoredDatabaseTest(boolean serverTells) {
    this.serverTells = serverTells;
    postgres.execute("create schema own");
    postgres.execute(
        "create function own.pg_control_system() returns table (system_identifier bigint)"
            + " language plpgsql as 'begin raise insufficient_privilege; end'");
    backup = postgres.copy();
    hide();
    log = TestLog.on(postgres, JdbcTransactions::new);
    node = new FollowingNode(log);
  }

  private void hide() {
    if (!serverTells) {
      postgres.search("own");
    }
  }

  @AfterEach
  void close() {
    node.close();
    log.close();
    backup.close();
  }

  @Test
  void aShorterHistoryIsAnotherOne() {
    write(3);
    assertThat(node.rows()).isEqualTo(4);

    restore();

    assertThat(node.resetsWithTheNextCatchUp()).isOne();
    assertThat(node.rows()).isOne();
  }

  @Test
  void otherRowsAtTheSamePositionsAreAnotherHistory() {
    write(2);
    assertThat(node.rows()).isEqualTo(3);

    restore();
    write(2);
    log.execute("delete from trueup_change where position = 1");

    assertThat(node.resetsWithTheNextCatchUp()).isOne();
    assertThat(node.rows()).isEqualTo(2);
  }

  @Test
  void whatWasLoadedAheadOfTheNodeIsGone() {
    write(2);
    assertThat(node.rowsWithoutALookAtTheLog()).isEqualTo(3);

    restore();

    assertThat(node.resetsWithTheNextCatchUp()).isEqualTo(serverTells ? 1 : 0);
    assertThat(node.rows()).isOne();
  }

  /** Its connection is gone with the database; the next one leads to the copy. */
  private void restore() {
    postgres.restore(backup);
    hide();
    assertThatThrownBy(node::resetsWithTheNextCatchUp).isInstanceOf(CacheException.class);
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      log.newWriter().write(TestLog.change("change " + i));
    }
  }
}
