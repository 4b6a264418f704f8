package io.trueup.server.scenarios;

import io.trueup.changelog.Postgres;
import io.trueup.server.ScenarioServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** In production, on PostgreSQL, as a user who may do nothing but own the database. */
class ScenariosOnPostgresTest extends Scenarios {
  private static Postgres postgres;
  private static ScenarioServer server;

  @BeforeAll
  static void start() {
    postgres = Postgres.ofApplication();
    server = ScenarioServer.inProfile("prod", postgres);
  }

  @AfterAll
  static void stop() {
    server.close();
    postgres.close();
  }

  @Override
  Api client() {
    return server.api();
  }
}
