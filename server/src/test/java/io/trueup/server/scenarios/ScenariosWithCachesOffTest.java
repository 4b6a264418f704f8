package io.trueup.server.scenarios;

import io.trueup.ledger.CacheName;
import io.trueup.server.ScenarioServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ScenariosWithCachesOffTest extends Scenarios {
  private static ScenarioServer server;

  @BeforeAll
  static void start() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (CacheName cache : CacheName.values()) {
      properties.put("trueup.caches." + cache.text() + ".strategy", "off");
    }
    server = ScenarioServer.alone(properties);
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
