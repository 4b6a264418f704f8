package io.trueup.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActuatorTest {
  @Test
  void theServerSaysThatItLivesAndIsReady() {
    TestServer.get("/actuator/health/liveness").is(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> TestServer.get("/actuator/health/readiness").status() == 200);
    Reply ready = TestServer.get("/actuator/health/readiness").is(200);
    assertThat(ready.at("/status")).isEqualTo("UP");
    assertThat(ready.text()).doesNotContain("jdbc", "path");
  }

  @Test
  void metersAndBuildAreShown() {
    Reply meters = TestServer.get("/actuator/prometheus").is(200);
    assertThat(meters.text()).contains("# TYPE ").contains("trueup_alerts_dead_total");
    Reply build = TestServer.get("/actuator/info").is(200);
    assertThat(build.at("/build/name")).isEqualTo("Trueup server");
    assertThat(build.at("/build/version")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/env",
        "/beans",
        "/heapdump",
        "/threaddump",
        "/configprops",
        "/loggers",
        "/mappings",
        "/metrics",
        "/shutdown",
        "/caches",
        "/scheduledtasks",
        "/httpexchanges",
        "/flyway",
        "/conditions"
      })
  void nothingElseIs(String endpoint) {
    TestServer.get("/actuator" + endpoint).isProblem(404, "not-found");
  }
}
