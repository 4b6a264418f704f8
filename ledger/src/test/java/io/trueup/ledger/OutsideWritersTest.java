package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.ReadRequest;
import io.trueup.changelog.Postgres;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is changed with SQL, past the ledger. */
final class OutsideWritersTest {
  private static final Scope ANN = new Scope.User("acme", "ann");
  private static final BudgetsKey ANNS = new BudgetsKey.OfSubject("acme", null, "ann");

  private Postgres postgres;
  private Ledger ledger;

  @BeforeEach
  void open() {
    postgres = Postgres.empty();
    migrate(OutsideWriters.SEEN);
    ledger = Ledger.on(postgres.dataSource()).migrated().open();
  }

  @AfterEach
  void close() {
    ledger.close();
    postgres.close();
  }

  private void migrate(OutsideWriters others) {
    LedgerSchema.migrate(postgres.dataSource(), others);
  }

  private Budget budget(String limit) {
    return ledger
        .budgets()
        .create(Budget.builder(Budgets.newId(), ANN, Period.TOTAL, Money.of(limit)).build());
  }

  private Money limit() {
    return ledger.views().budgets().read(ANNS, ReadRequest.STRICT).value().budgets().stream()
        .map(Budget::limit)
        .findFirst()
        .orElseThrow();
  }

  private Money spent(Budget budget) {
    return ledger
        .views()
        .budgetStatus()
        .read(
            new StatusKey(budget.id(), budget.windowAt(ledger.clock().instant())),
            ReadRequest.STRICT)
        .value()
        .spent();
  }

  private long changes() throws SQLException {
    return number("select count(*) from trueup_change");
  }

  private long number(String query) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void record(String id, String cost) {
    ledger
        .usage()
        .record(
            UsageRequest.builder(id, "acme", Books.GPT_4O)
                .user("ann")
                .cost(Money.of(cost))
                .build());
  }

  @Test
  void whatTheyChangeIsSeenAsAnyOtherChange() {
    budget("1");
    assertThat(limit()).isEqualTo(Money.of("1"));
    postgres.execute("update trueup_budget set limit_amount = 2");
    assertThat(limit()).isEqualTo(Money.of("2"));
    postgres.execute("update trueup_budget set limit_amount = 3");
    assertThat(limit()).isEqualTo(Money.of("3"));
  }

  @Test
  void withoutTheTriggersItIsNot() {
    budget("1");
    assertThat(limit()).isEqualTo(Money.of("1"));
    migrate(OutsideWriters.UNSEEN);
    postgres.execute("update trueup_budget set limit_amount = 2");
    assertThat(limit()).isEqualTo(Money.of("1"));
    migrate(OutsideWriters.SEEN);
    migrate(OutsideWriters.SEEN);
    postgres.execute("update trueup_budget set limit_amount = 3");
    assertThat(limit()).isEqualTo(Money.of("3"));
  }

  @Test
  void aTransactionOfTheirsIsOneChangeAndOneThatRollsBackIsNone() throws SQLException {
    budget("1");
    budget("1");
    long before = changes();
    try (Connection outside = postgres.dataSource().getConnection();
        Statement statement = outside.createStatement()) {
      outside.setAutoCommit(false);
      statement.execute("update trueup_budget set limit_amount = 2");
      statement.execute("update trueup_user set active = false");
      statement.execute("delete from trueup_budget");
      outside.rollback();
      assertThat(changes()).isEqualTo(before);
      statement.execute("update trueup_budget set limit_amount = 2");
      statement.execute("update trueup_budget set limit_amount = 3");
      outside.commit();
      assertThat(changes()).isEqualTo(before + 1);
      statement.execute("delete from trueup_budget");
      outside.commit();
      assertThat(changes()).isEqualTo(before + 2);
    }
    assertThat(ledger.views().budgets().read(ANNS, ReadRequest.STRICT).value().budgets()).isEmpty();
  }

  @Test
  void theyTakeTheLedgersLockBeforeAnyWindow() throws SQLException {
    budget("5");
    record("r", "1");
    try (Connection own = postgres.dataSource().getConnection();
        Statement ledgers = own.createStatement()) {
      own.setAutoCommit(false);
      ledgers.execute("select version from trueup_ledger_lock for update");
      CompletableFuture<Void> outside =
          CompletableFuture.runAsync(
              () -> postgres.execute("update trueup_budget set limit_amount = 2"));
      while (waiting() == 0) {
        Thread.onSpinWait();
      }
      ledgers.execute("update trueup_budget_window set spent = spent");
      own.commit();
      outside.join();
    }
    assertThat(limit()).isEqualTo(Money.of("2"));
  }

  private long waiting() throws SQLException {
    return number("select count(*) from pg_locks where not granted");
  }

  @Test
  void whatTheLedgerChangesIsNotToldTwice() throws SQLException {
    long before = changes();
    budget("1");
    assertThat(changes()).isEqualTo(before + 1);
  }

  /** Only a COMMIT takes locks that others need. */
  @Test
  void aSessionThatIsLeftOpenHoldsNobodyUp() throws SQLException {
    budget("1");
    try (Connection outside = postgres.dataSource().getConnection();
        Statement statement = outside.createStatement()) {
      outside.setAutoCommit(false);
      statement.execute("update trueup_budget set limit_amount = 2");
      record("r", "0.25");
      assertThat(limit()).isEqualTo(Money.of("1"));
      outside.commit();
    }
    assertThat(limit()).isEqualTo(Money.of("2"));
  }

  /** Recording remembers the budgets, and a window has the sum of what the filter lets through. */
  @Test
  void aBudgetWithAnotherFilterIsSummedUpAnew() {
    Budget budget = budget("10");
    record("r1", "0.25");
    assertThat(spent(budget)).isEqualTo(Money.of("0.25"));
    postgres.execute("update trueup_budget set filter_provider = 'anthropic'");
    record("r2", "0.25");
    assertThat(spent(budget)).isEqualTo(Money.ZERO);
    postgres.execute("update trueup_budget set filter_provider = null");
    record("r3", "0.25");
    assertThat(spent(budget)).isEqualTo(Money.of("0.75"));
  }

  @Test
  void onH2TheyAreRefused() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    assertThatThrownBy(() -> LedgerSchema.migrate(h2, OutsideWriters.SEEN))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("trueup.changelog.triggers");
  }
}
