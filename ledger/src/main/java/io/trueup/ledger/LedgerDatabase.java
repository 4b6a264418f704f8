package io.trueup.ledger;

import io.trueup.cache.Snapshot;
import io.trueup.changelog.JdbcSnapshots;
import io.trueup.changelog.JdbcTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

import static io.trueup.ledger.schema.Tables.TRUEUP_LEDGER_LOCK;

/*
 * The two ways to the tables.
 *
 * Writing takes the ledger's lock first, whatever is written: a recording and a change of budgets,
 * users or prices never run side by side. So a recording sees the budgets, home projects and prices
 * that hold at its place in the log, a new budget starts with everything recorded before it and
 * misses nothing after it, and "update, and if there was none, insert" needs no unique violation.
 * Recordings of many callers share a transaction, so one writer at a time costs little. Lock order:
 * ledger, rows, log.
 *
 * Reading is a snapshot: value and position of the log in one transaction. Inside a transaction of
 * the caller it is that transaction's own view instead, which no cache keeps.
 */
final class LedgerDatabase {
  private static final Settings SETTINGS =
      new Settings().withRenderSchema(false).withExecuteLogging(false).withRenderFormatted(false);

  private final JdbcTransactions transactions;
  private final JdbcSnapshots snapshots;
  private final SQLDialect dialect;

  LedgerDatabase(JdbcTransactions transactions, JdbcSnapshots snapshots, SQLDialect dialect) {
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.dialect = dialect;
  }

  /** Does the work in a transaction under the ledger's lock, joining one of the caller's thread. */
  <T> T write(Function<LedgerTransaction, T> work) {
    return transactions.execute(
        changes -> {
          DSLContext sql = on(changes.connection());
          sql.select(TRUEUP_LEDGER_LOCK.ID).from(TRUEUP_LEDGER_LOCK).forUpdate().fetch();
          return work.apply(new LedgerTransaction(sql, changes));
        });
  }

  /** What the query sees, and the log's head in the same snapshot. */
  <T> Snapshot<T> read(Function<DSLContext, T> query) throws SQLException {
    return snapshots.read(connection -> query.apply(on(connection)));
  }

  private DSLContext on(Connection connection) {
    return DSL.using(connection, dialect, SETTINGS);
  }
}
