package io.trueup.server.scenarios;

import io.trueup.server.ScenarioServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ScenariosInTestTest extends Scenarios {
  private static ScenarioServer server;

  @BeforeAll
  static void start() {
    server = ScenarioServer.inProfile("test");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  Api client() {
    return server.api();
  }
}
