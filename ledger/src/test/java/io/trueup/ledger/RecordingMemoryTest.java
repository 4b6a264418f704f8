package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that has recorded remembers what it read for that; another one changes it. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RecordingMemoryTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");

  private final TestDatabase database;
  private final Books books;
  private final Ledger other;
  private int recorded;

  RecordingMemoryTest(TestDatabase database) {
    this.database = database;
    books = Books.sharedWithoutWaiting(database);
    other = books.anotherNode("b");
  }

  @BeforeEach
  void remember() {
    record(books.ledger);
  }

  @AfterEach
  void close() {
    other.close();
    books.close();
  }

  private UsageRecord record(Ledger node) {
    recorded++;
    UsageRequest request = Books.request("r" + recorded, "acme", "ann").cost(Money.of("1")).build();
    return node.usage().record(request).record();
  }

  @Test
  void aBudgetOfAnotherNodeCounts() {
    Budget budget =
        other
            .budgets()
            .create(Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("10")).build());
    record(other);
    record(books.ledger);
    assertThat(books.ledger.recompute().keptWindow(budget, budget.windowAt(Books.NOON)))
        .isEqualTo(Money.of("3"));
  }

  @Test
  void aWindowThatAnotherNodeHasBegunIsAddedTo() {
    Budget budget = books.budget(ANN, Period.DAILY, "10");
    record(other);
    record(books.ledger);
    other.budgets().delete(budget.id(), null);
    other.budgets().create(budget);
    record(books.ledger);
    assertThat(books.ledger.recompute().keptWindow(budget, budget.windowAt(Books.NOON)))
        .isEqualTo(Money.of("4"));
  }

  @Test
  void aUserErasedOnAnotherNodeIsNotSummedUpWithTheOneOfLater() {
    other.users().erase(ANN, null);
    record(books.ledger);
    assertThat(books.ledger.views().spend().get(CheckedRead.allOf(ANN)).cost())
        .isEqualTo(Money.of("1"));
    assertThat(books.ledger.users().find(ANN)).isPresent();
  }

  @Test
  void aHomeProjectOfAnotherNodeIsCharged() {
    other.users().put(UserProfile.of(ANN, "Ann").inProject("lab"), null);
    assertThat(record(books.ledger).request().project()).isEqualTo("lab");
  }

  @Test
  void usersThatAnotherNodeHasMadeAreThere() {
    for (int i = 0; i < 3; i++) {
      other.usage().record(Books.request("b" + i, "acme", "bob" + i).build());
      books.ledger.usage().record(Books.request("a" + i, "acme", "bob" + i).build());
    }
    assertThat(books.ledger.recompute().records()).isEqualTo(7);
    assertThat(violations()).isEmpty();
  }

  /** It fails at the rollups: by then owners and keys are made. */
  @Test
  void whatWasMadeInATransactionThatFailedIsNotRemembered() throws SQLException {
    UsageRequest request = Books.request("b1", "acme", "bob").cost(Money.of("2")).build();
    execute("alter table trueup_rollup add constraint cheap check (cost < 2)");
    assertThat(books.ledger.usage().recordAll(List.of(request)))
        .allMatch(RecordResult.Refused.class::isInstance);
    execute("alter table trueup_rollup drop constraint cheap");
    books.ledger.usage().record(request);
    assertThat(violations()).isEmpty();
    assertThat(books.ledger.users().find(new Scope.User("acme", "bob"))).isPresent();
  }

  private List<String> violations() {
    SQLDialect dialect = database == TestDatabase.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES;
    try (Connection connection = books.pool().getConnection()) {
      return new LedgerCheck().violations(DSL.using(connection, dialect), Map.of());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = books.pool().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
