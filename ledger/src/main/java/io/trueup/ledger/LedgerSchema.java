package io.trueup.ledger;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.changelog.Database;
import java.util.ArrayList;
import java.util.List;
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
    migrate(dataSource, OutsideWriters.UNSEEN);
  }

  /**
   * The same, and makes or removes the triggers that tell of what others change.
   *
   * @throws LedgerException besides, if they are wanted on H2
   */
  public static void migrate(DataSource dataSource, OutsideWriters others) {
    Database database = database(dataSource);
    DurableDatabase.require(dataSource);
    Flyway.configure()
        .dataSource(dataSource)
        .locations(locations(database, others))
        .table("trueup_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  private static String[] locations(Database database, OutsideWriters others) {
    List<String> locations = new ArrayList<>();
    locations.add(database.flywayLocation());
    locations.add(FOLDER + "common");
    if (database == Database.POSTGRESQL) {
      locations.add(FOLDER + database.vendor());
      locations.add(FOLDER + others.folder());
    } else if (others == OutsideWriters.SEEN) {
      throw new LedgerException(
          "triggers that tell of what others change need PostgreSQL: leave"
              + " trueup.changelog.triggers off",
          null);
    }
    return locations.toArray(String[]::new);
  }

  private static Database database(DataSource dataSource) {
    try {
      return Database.of(dataSource);
    } catch (ChangeLogException e) {
      throw new LedgerException(String.valueOf(e.getMessage()), e);
    }
  }
}
