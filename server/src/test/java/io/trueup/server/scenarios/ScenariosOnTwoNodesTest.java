package io.trueup.server.scenarios;

import io.trueup.changelog.Postgres;
import io.trueup.server.ScenarioServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** In production, on two nodes over one PostgreSQL, each request on the other one. */
class ScenariosOnTwoNodesTest extends Scenarios {
  private static Postgres postgres;
  private static ScenarioServer here;
  private static ScenarioServer there;

  @BeforeAll
  static void start() {
    postgres = Postgres.ofApplication();
    here = ScenarioServer.inProfile("prod", postgres);
    there = ScenarioServer.inProfile("prod", postgres);
  }

  @AfterAll
  static void stop() {
    here.close();
    there.close();
    postgres.close();
  }

  @Override
  Api client() {
    return here.api().and(there.api());
  }
}
