package io.trueup.ledger;

import io.trueup.cache.Position;
import io.trueup.cache.Snapshot;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.Database;
import io.trueup.changelog.JdbcSnapshots;
import io.trueup.spend.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

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
 * Reading is a snapshot: value and position of the log in one transaction. On a thread that has a
 * transaction it is that transaction's own view instead, which no cache keeps.
 */
final class LedgerDatabase {
  /** Names without quotes: H2 folds them to one case or the other, as its URL says. */
  static final Settings SETTINGS =
      new Settings()
          .withRenderSchema(false)
          .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED);

  private static final Logger LOG = System.getLogger(LedgerDatabase.class.getName());
  private static final String LOCK = "the ledger's lock";
  private static final int MOST_ATTEMPTS = 3;
  private static final Set<String> UNDONE = Set.of("40001", "40P01");

  private final ChangeTransactions transactions;
  private final JdbcSnapshots snapshots;
  private final SQLDialect dialect;
  private final Elsewhere elsewhere;

  @SuppressWarnings("ThreadLocalUsage") // one for each database: it is not of the thread alone
  private final ThreadLocal<@Nullable DSLContext> snapshot = new ThreadLocal<>();

  private final LongAdder undone = new LongAdder();

  LedgerDatabase(
      ChangeTransactions transactions,
      JdbcSnapshots snapshots,
      Database database,
      Elsewhere elsewhere) {
    this.transactions = transactions;
    this.elsewhere = elsewhere;
    this.snapshots = snapshots;
    this.dialect = dialectOf(database);
  }

  /** How jOOQ calls it. */
  static SQLDialect dialectOf(Database database) {
    return switch (database) {
      case H2 -> SQLDialect.H2;
      case POSTGRESQL -> SQLDialect.POSTGRES;
    };
  }

  /**
   * Does the work in a transaction under the ledger's lock, joining that of the thread, and gives
   * the ledger another {@linkplain LedgerVersion version}. If the database undid it for the sake of
   * others, it is done again from the start, a few times; not inside a transaction that is the
   * caller's, all of which is undone. Once it is committed, waits until {@linkplain Elsewhere all
   * nodes} have its changes.
   */
  <T> T write(Function<LedgerTransaction, T> work) {
    return record(
        tx -> {
          LedgerVersion.renew(tx.sql());
          T result = work.apply(tx);
          awaitElsewhere(tx);
          return result;
        });
  }

  /** Once the transaction is committed, all nodes have its changes before it is answered. */
  void awaitElsewhere(LedgerTransaction tx) {
    tx.changes().afterCommit(() -> tx.changes().committedAt().ifPresent(elsewhere::await));
  }

  /** This node's caches contain the change, which may be another node's. */
  void followTo(Position position) {
    elsewhere.followTo(position);
  }

  /** The same for work that changes nothing that recording depends on, or renews the version. */
  <T> T record(Function<LedgerTransaction, T> work) {
    int attempts = transactions.current() == null ? MOST_ATTEMPTS : 1;
    while (true) {
      try {
        return writeOnce(work);
      } catch (RuntimeException e) {
        attempts--;
        if (attempts == 0 || !wasUndone(e)) {
          throw e;
        }
        undone.increment();
        LOG.log(Level.WARNING, "the database undid a transaction, which is done again: " + e);
      }
    }
  }

  private <T> T writeOnce(Function<LedgerTransaction, T> work) {
    return transactions.execute(
        changes -> {
          changes.claim(LOCK);
          DSLContext sql = on(changes.connection());
          return work.apply(new LedgerTransaction(sql, changes, LedgerVersion.lock(sql)));
        });
  }

  /**
   * Does the work in a transaction without the ledger's lock, joining that of the thread: for rows
   * that nothing under the lock depends on, and that no change tells of.
   */
  <T> T apart(Function<DSLContext, T> work) {
    return transactions.execute(changes -> work.apply(on(changes.connection())));
  }

  /** How many transactions were done again. */
  long undone() {
    return undone.sum();
  }

  /** A deadlock or a serialization failure: nothing of the transaction has happened. */
  private static boolean wasUndone(Throwable e) {
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof SQLException it && UNDONE.contains(String.valueOf(it.getSQLState()))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** What the query sees, and the log's head in the same snapshot. */
  <T extends @Nullable Object> Snapshot<T> read(Function<DSLContext, T> query) {
    return transactions.current() == null
        ? snapshots.read(connection -> query.apply(on(connection)))
        : new Snapshot<>(Position.GENESIS, inside(query));
  }

  /**
   * Checks that the thread has no transaction, and has suspended none that holds the ledger's lock.
   *
   * @throws IllegalStateException if it has one
   */
  void checkOutsideTransaction() {
    if (transactions.current() != null || transactions.holds(LOCK)) {
      throw new IllegalStateException("recording has its own transaction: record outside of yours");
    }
  }

  /** What the query sees: within {@link #together} all of them the same moment. */
  <T extends @Nullable Object> T query(Function<DSLContext, T> query) {
    DSLContext open = snapshot.get();
    return open == null ? read(query).value() : query.apply(open);
  }

  /**
   * Makes all queries of this thread in one snapshot, none within another.
   *
   * @throws IllegalStateException within another: its queries would be of two moments
   */
  <T extends @Nullable Object> Snapshot<T> together(Supplier<T> queries) {
    if (snapshot.get() != null) {
      throw new IllegalStateException("the thread makes queries in one snapshot already");
    }
    return read(
        sql -> {
          snapshot.set(sql);
          try {
            return queries.get();
          } finally {
            snapshot.remove();
          }
        });
  }

  private <T extends @Nullable Object> T inside(Function<DSLContext, T> query) {
    return transactions.execute(changes -> query.apply(on(changes.connection())));
  }

  /** Whether the text of a scope is that of the organization or of something inside it. */
  static Condition within(Scope.Organization organization, Field<String> scope) {
    String inside = organization.text().substring(Scope.Kind.ORGANIZATION.wireName().length());
    return scope
        .eq(organization.text())
        .or(scope.startsWith(Scope.Kind.PROJECT.wireName() + inside + "/"))
        .or(scope.startsWith(Scope.Kind.USER.wireName() + inside + "/"));
  }

  /** Where changes stand in the log; those that it no longer has are left out. */
  Map<UUID, Position> positionsOf(Collection<UUID> changes) {
    Map<UUID, Position> positions = new HashMap<>();
    if (!changes.isEmpty()) {
      query(
          sql ->
              sql.select(ChangeTable.ID, ChangeTable.POSITION)
                  .from(ChangeTable.CHANGE)
                  .where(ChangeTable.ID.in(changes))
                  .fetch(row -> positions.put(row.value1(), new Position(row.value2()))));
    }
    return positions;
  }

  private DSLContext on(Connection connection) {
    return DSL.using(connection, dialect, SETTINGS);
  }
}
