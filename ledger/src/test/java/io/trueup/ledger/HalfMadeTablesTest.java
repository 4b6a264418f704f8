package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.spend.Money;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** H2 commits each statement of a migration by itself, and a kill can come between any two. */
final class HalfMadeTablesTest {

  @Test
  void aFirstStartThatWasKilledBetweenTwoStatementsIsFinishedByTheNext() throws SQLException {
    List<String> statements =
        Stream.of(
                "changelog/h2/V1__change_log.sql",
                "ledger/common/V2__ledger.sql",
                "ledger/common/V3__lists_and_conversations.sql")
            .flatMap(HalfMadeTablesTest::statements)
            .toList();
    assertThat(statements).hasSizeGreaterThan(20);
    for (int done = 0; done <= statements.size(); done++) {
      finish(statements.subList(0, done));
    }
  }

  private static Stream<String> statements(String script) {
    try (InputStream in = Ledger.class.getResourceAsStream("/trueup/" + script)) {
      byte[] text = Objects.requireNonNull(in, script).readAllBytes();
      return Stream.of(new String(text, StandardCharsets.UTF_8).split(";\n"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void finish(List<String> done) throws SQLException {
    String url =
        "jdbc:h2:mem:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            .formatted(UUID.randomUUID());
    JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : done) {
        statement.execute(sql);
      }
      try (Ledger ledger = Ledger.on(pool).soleWriter().open()) {
        ledger.usage().record(Books.request("r1", "acme", "ann").build());
        assertThat(ledger.recompute().rollups()).isEqualTo(Money.of("0.001375"));
      }
    } finally {
      Books.drop(pool);
    }
  }
}
