package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LedgerCheckTest {
  private final Books books = Books.open();

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void eachDamageIsSeenWhereItIs() throws SQLException {
    KillTraffic.budgets().forEach(books.ledger.budgets()::create);
    for (int i = 0; i < 20; i++) {
      books.ledger.usage().record(KillTraffic.request("r" + i));
    }
    Map<String, String> damages =
        Map.ofEntries(
            Map.entry("delete from trueup_usage_record where request_id = 'r7'", "acknowledged r7"),
            Map.entry(
                "update trueup_change set position = position + 900 where position > 0",
                "acknowledged r19"),
            Map.entry(
                "delete from trueup_change where kind = 'CostRecorded'",
                "recorded, but not in the log"),
            Map.entry("update trueup_change_head set position = position - 1", "log:"),
            Map.entry("delete from trueup_change where kind = 'UserChanged'", "log:"),
            Map.entry(
                "update trueup_usage_record set cost = cost + 1 where request_id = 'r3'",
                "change "),
            Map.entry(
                "update trueup_rollup set cost = cost + 0.00000000000000000000000001", "rollup "),
            Map.entry("update trueup_rollup set requests = requests + 1", "total:"),
            Map.entry("update trueup_rollup set used_input_tokens = 0", "usage "),
            Map.entry("update trueup_rollup set used_output_tokens = null", "usage "),
            Map.entry("update trueup_budget_window set spent = 0", "window "));
    assertThat(violations("select 1")).isEmpty();
    for (Map.Entry<String, String> damage : damages.entrySet()) {
      assertThat(violations(damage.getKey()))
          .as(damage.getKey())
          .anyMatch(it -> it.startsWith(damage.getValue()));
    }
  }

  /** What is wrong after the damage, which is undone. */
  private List<String> violations(String damage) throws SQLException {
    try (Connection connection = books.pool().getConnection()) {
      connection.setAutoCommit(false);
      DSLContext sql = DSL.using(connection, SQLDialect.H2);
      Map<String, Long> acknowledged =
          Map.of("r7", positionOf(sql, "r7"), "r19", positionOf(sql, "r19"));
      sql.execute(damage);
      List<String> found = new LedgerCheck().violations(sql, acknowledged);
      connection.rollback();
      connection.setAutoCommit(true);
      return found;
    }
  }

  private static long positionOf(DSLContext sql, String id) {
    return sql.fetchSingle(
            "select c.position from trueup_change c"
                + " join trueup_usage_record r on r.change_id = c.id where r.request_id = ?",
            id)
        .get(0, Long.class);
  }
}
