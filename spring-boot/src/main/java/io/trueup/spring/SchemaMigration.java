package io.trueup.spring;

import io.trueup.changelog.ChangeLogSchema;
import io.trueup.ledger.LedgerSchema;
import io.trueup.ledger.OutsideWriters;
import javax.sql.DataSource;

/**
 * Says that Trueup's tables are up to date: a bean of this type exists only after they were brought
 * so. An application that does it by itself defines a bean that does {@link #nothing}.
 */
public final class SchemaMigration {
  private SchemaMigration() {}

  /** Migrates the tables of ledger and change log, apart from the application's own migrations. */
  public static SchemaMigration ofLedger(DataSource dataSource) {
    return ofLedger(dataSource, OutsideWriters.UNSEEN);
  }

  /** The same, and makes or removes the triggers that tell of what others change. */
  public static SchemaMigration ofLedger(DataSource dataSource, OutsideWriters others) {
    LedgerSchema.migrate(dataSource, others);
    return new SchemaMigration();
  }

  /** Creates the tables of the change log alone. */
  public static SchemaMigration ofChangeLog(DataSource dataSource) {
    ChangeLogSchema.create(dataSource);
    return new SchemaMigration();
  }

  /** Trusts that somebody else did it. */
  public static SchemaMigration nothing() {
    return new SchemaMigration();
  }
}
