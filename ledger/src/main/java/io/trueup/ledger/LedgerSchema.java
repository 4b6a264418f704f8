package io.trueup.ledger;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.changelog.Database;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The ledger's tables and those of the change log. */
public final class LedgerSchema {
  private static final String FOLDER = "classpath:trueup/ledger/";

  private LedgerSchema() {}

  /**
   * Brings the tables up to date in this database, which may hold other tables too. What was done
   * stands in {@code trueup_schema_history}; an application's own migrations are not looked at.
   *
   * @throws LedgerException if the database can't be reached, is neither H2 nor PostgreSQL 13 or
   *     later, or would lose acknowledged records with a killed process: a file of H2 without
   *     {@code ;WRITE_DELAY=0}
   */
  public static void migrate(DataSource dataSource) {
    Database database = database(dataSource);
    DurableDatabase.require(dataSource);
    Flyway.configure()
        .dataSource(dataSource)
        .locations(database.flywayLocation(), FOLDER + "common", FOLDER + database.vendor())
        .table("trueup_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  private static Database database(DataSource dataSource) {
    try {
      return Database.of(dataSource);
    } catch (ChangeLogException e) {
      throw new LedgerException(String.valueOf(e.getMessage()), e);
    }
  }
}
