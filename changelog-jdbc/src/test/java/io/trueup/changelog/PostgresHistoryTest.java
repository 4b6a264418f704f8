package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Incarnation;
import io.trueup.cache.spi.ChangeLogException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which history a change log on PostgreSQL belongs to, and what can't hold one. */
final class PostgresHistoryTest {
  private final Postgres postgres = Postgres.with("change log", TestLog::create).renewed();

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void aHistoryIsTheSameForEachConnection() {
    assertThat(incarnation(postgres)).isEqualTo(incarnation(postgres));
  }

  @Test
  void aCopyOfTheDatabaseIsAnotherHistory() {
    try (Postgres copy = postgres.copy()) {
      assertThat(incarnation(copy)).isNotEqualTo(incarnation(postgres));
    }
  }

  @Test
  void aRenewedRowIsAnotherHistory() {
    Incarnation before = incarnation(postgres);
    postgres.renewed();

    assertThat(incarnation(postgres)).isNotEqualTo(before);
  }

  @Test
  void anotherTimelineIsAnotherHistory() {
    Incarnation before = incarnation(postgres);
    shadow("pg_walfile_name(pg_lsn) returns text", "'00000002000000000000000A'");

    assertThat(incarnation(postgres)).isNotEqualTo(before);
  }

  @Test
  void whereTheServerDoesNotTellTheRowHasToDo() {
    postgres.execute("update trueup_change_head set incarnation = 'of the row'");
    postgres.execute("create schema own");
    postgres.execute(
        "create function own.pg_control_system() returns table (system_identifier bigint)"
            + " language plpgsql as"
            + " 'begin raise insufficient_privilege; end'");
    postgres.search("own");

    assertThat(incarnation(postgres)).isEqualTo(new Incarnation("of the row"));
  }

  @Test
  void aReplicaIsRefused() {
    shadow("pg_is_in_recovery() returns boolean", "true");

    assertThatThrownBy(() -> Database.of(postgres.dataSource()))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("name the primary");
    assertThatThrownBy(() -> incarnation(postgres))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("name the primary");
  }

  @Test
  void anotherEncodingIsRefused() {
    try (Postgres ascii = Postgres.encoded("SQL_ASCII")) {
      assertThatThrownBy(() -> Database.of(ascii.dataSource()))
          .isInstanceOf(ChangeLogException.class)
          .hasMessageContaining("the encoding SQL_ASCII: create it with UTF8");
    }
  }

  @Test
  void anOldServerIsRefused() {
    assertThatThrownBy(() -> Database.POSTGRESQL.checkVersion(12, "12.22"))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("the database is PostgreSQL 12.22: use 13 or later");
    Database.POSTGRESQL.checkVersion(13, "13.0");
  }

  @Test
  void anotherProductIsRefused() {
    assertThatThrownBy(() -> Database.named("MySQL"))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("the database is MySQL: use PostgreSQL 13 or later, or H2");
  }

  /** Puts a function of ours before the server's own. */
  private void shadow(String function, String result) {
    postgres.execute("create schema own");
    postgres.execute(
        "create function own." + function + " language sql as $$ select " + result + " $$");
    postgres.search("own");
  }

  private static Incarnation incarnation(Postgres postgres) {
    try (JdbcChangeLog log =
        JdbcChangeLog.builder(postgres.dataSource(), new TestFactCodec()).build()) {
      return log.head().incarnation();
    }
  }
}
