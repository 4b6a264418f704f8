package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.ReadRequest;
import io.trueup.changelog.Postgres;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a rolling upgrade does to the nodes that are still to come: tables and changes are newer.
 */
class OlderNodeTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");

  /** As the next version's first node does it. */
  private static final List<String> UPGRADE =
      List.of(
          "alter table trueup_budget add column colour varchar(20) default 'red' not null",
          "insert into trueup_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " select max(installed_rank) + 1, '1000', 'colours', 'SQL', 'V1000__colours.sql',"
              + " 1, 'next', 1, true from trueup_schema_history",
          "update trueup_change_head set position = position + 1",
          "insert into trueup_change (position, id, kind, tags, payload, node, at)"
              + " select position, '6f1c3a52-7d5b-4b54-9a5e-1a4a3b1f0c11', 'ColourChanged', '', '{}',"
              + " 'next', current_timestamp from trueup_change_head");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOlderNodeStartsOnNewerTablesAndGoesOnPastChangesThatItCannotRead(boolean onPostgres)
      throws SQLException {
    if (onPostgres) {
      try (Postgres postgres = Postgres.empty()) {
        upgradeUnder(postgres.dataSource());
      }
    } else {
      try (Books books = Books.open()) {
        upgradeUnder(books.pool());
      }
    }
  }

  private static void upgradeUnder(DataSource database) throws SQLException {
    try (Ledger running = older(database, "a")) {
      Budget budget =
          running
              .budgets()
              .create(Budget.builder(Budgets.newId(), ANN, Period.MONTHLY, Money.of("10")).build());
      assertLimit(running, budget, "10");
      upgrade(database);
      assertLimit(running, budget, "10");
      assertThat(running.caches().statistics().unreadableChanges()).isEqualTo(1);
      try (Ledger late = older(database, "b")) {
        late.usage().record(Books.request("r1", "acme", "ann").build());
        late.budgets().update(budget.id(), b -> b.toBuilder().limit(Money.of("7")).build(), null);
        assertLimit(late, budget, "7");
        assertLimit(running, budget, "7");
      }
    }
  }

  private static Ledger older(DataSource database, String node) {
    return Ledger.on(database).node(node).pause(time -> {}).open();
  }

  private static void assertLimit(Ledger node, Budget budget, String limit) {
    BudgetSet set =
        node.views().budgets().read(new BudgetsKey.ById(budget.id()), ReadRequest.STRICT).value();
    assertThat(set.budgets()).extracting(it -> it.limit()).containsExactly(Money.of(limit));
  }

  private static void upgrade(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : UPGRADE) {
        statement.execute(sql);
      }
    }
  }
}
