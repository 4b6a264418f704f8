package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_LEDGER_LOCK;

import io.trueup.ledger.schema.tables.TrueupLedgerLock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/**
 * The name of the state of everything that recording depends on: owners, budgets, prices, which
 * rollups' keys and budgets' windows there are. It stands in the row that is the ledger's lock.
 * Random, so that a database put back to an earlier time does not come to the same name by another
 * way.
 */
final class LedgerVersion {
  private static final TrueupLedgerLock T = TRUEUP_LEDGER_LOCK;
  private static final String LOCK = "select version, leases from trueup_ledger_lock for update";
  private static final String LOCK_IN_TIME =
      "select version, leases from trueup_ledger_lock, set_config('lock_timeout', '5s', true) bounded,"
          + " set_config('trueup.own', 'on', true) told for update of trueup_ledger_lock";

  private LedgerVersion() {}

  /**
   * What the lock's row says.
   *
   * @param version the ledger's
   * @param leases how many leases there are
   */
  record Locked(String version, long leases) {}

  /**
   * Takes the ledger's lock; what holds under it. H2 ends each wait after a second or two by
   * itself, as its URL says; PostgreSQL is told to, before it waits. There the transaction also
   * says that it is the ledger's own, whose changes {@linkplain OutsideWriters triggers} leave to
   * it.
   */
  static Locked lock(DSLContext sql) {
    String lock = sql.dialect() == SQLDialect.H2 ? LOCK : LOCK_IN_TIME;
    return sql.connectionResult(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(lock);
              ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
              throw new LedgerException("the row of the ledger's lock is gone", null);
            }
            return new Locked(row.getString(1), row.getLong(2));
          }
        });
  }

  /** Another version, under the lock. */
  static String renew(DSLContext sql) {
    String version = UUID.randomUUID().toString();
    sql.update(T).set(T.VERSION, version).execute();
    return version;
  }
}
