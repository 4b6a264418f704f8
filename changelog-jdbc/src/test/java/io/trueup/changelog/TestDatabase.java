package io.trueup.changelog;

/** The databases that a test runs on. */
public enum TestDatabase {
  /** H2, in memory. */
  H2,
  /** The PostgreSQL of this process. */
  POSTGRESQL;

  /** A change log on a new database. */
  public TestLog newLog() {
    return newLog(JdbcTransactions::new);
  }

  /** A change log on a new database that is written so. */
  public TestLog newLog(TestLog.Demarcates demarcates) {
    return this == H2 ? TestLog.inMemory(demarcates) : TestLog.onPostgres(demarcates);
  }
}
