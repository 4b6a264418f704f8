package io.trueup.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.changelog.Postgres;
import io.trueup.ledger.Ledger;
import io.trueup.server.trace.ReservedTrace.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * The trace, each call reserved for at an upper bound and settled at what it came to, under the
 * demo's budgets: nothing is overspent, and nothing is denied that fitted. {@code
 * -Dtrace.rows=19366} replays all of it, with $0.50 for each user and day; a part has its part of
 * that.
 */
class ReservedTraceTest {
  private static final int ALL = 19_366;
  private static final int ROWS = Integer.getInteger("trace.rows", 600);
  private static final BigDecimal LIMIT =
      new BigDecimal("0.50")
          .multiply(BigDecimal.valueOf(ROWS))
          .divide(BigDecimal.valueOf(ALL), MathContext.DECIMAL32);

  @Test
  void oneNodeDeniesExactlyWhatDoesNotFit() throws Exception {
    String url =
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
    try (HikariDataSource database = new HikariDataSource()) {
      database.setJdbcUrl(url);
      database.setUsername("sa");
      TraceTime time = new TraceTime();
      try (Ledger ledger = Ledger.on(database).clock(time).soleWriter().open()) {
        judge("one node", new ReservedTrace(List.of(ledger), time, LIMIT).run(ROWS, 1));
      }
    }
  }

  @Test
  void twoNodesInTurnDenyExactlyWhatDoesNotFit() throws Exception {
    judge("two nodes in turn", onTwoNodes(ROWS / 2, 1));
  }

  @Test
  void twoNodesAtOnceDenyNothingThatFitted() throws Exception {
    judge("two nodes at once", onTwoNodes(ROWS, 16));
  }

  private static Outcome onTwoNodes(int rows, int threads) throws Exception {
    TraceTime time = new TraceTime();
    try (Postgres postgres = Postgres.empty()) {
      DataSource database = postgres.dataSource();
      try (HikariDataSource pool = pool(database);
          Ledger a = Ledger.on(pool).clock(time).node("a").open();
          Ledger b = Ledger.on(pool).clock(time).node("b").open()) {
        return new ReservedTrace(List.of(a, b), time, LIMIT).run(rows, threads);
      }
    }
  }

  private static HikariDataSource pool(DataSource database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(database);
    pool.setMaximumPoolSize(20);
    return pool;
  }

  private static void judge(String how, Outcome outcome) {
    System.out.println(how + ": " + outcome);
    assertThat(outcome.overspend()).isEqualByComparingTo("0");
    assertThat(outcome.deniedThoughItFitted()).isEmpty();
    assertThat(outcome.admittedThoughItDidNotFit()).isEmpty();
    assertThat(outcome.admitted()).isPositive();
    if (ROWS == ALL) { // a user who calls four times is lent nothing
      assertThat(outcome.fromLeases()).isPositive();
    }
    assertThat(outcome.denied()).isPositive();
  }
}
