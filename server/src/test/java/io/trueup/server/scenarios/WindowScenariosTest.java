package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.ScenarioServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Windows that turn, on a server whose wall clock is moved by hand. No job runs. */
class WindowScenariosTest {
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private static ScenarioServer server;

  private final String organization = "org-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    InstantSource clock = NOW::get;
    server = ScenarioServer.withClock(clock);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void e1NextCallAfterTheBoundaryIsAllowed() {
    Caller ann = new Caller(server.api(), organization, "ann");
    NOW.set(Instant.parse("2026-03-01T23:59:59.999Z"));
    ann.budget("daily", "1.00");
    assertThat(ann.call("1.00")).isTrue();
    assertThat(ann.call("0.01")).isFalse();
    NOW.set(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(ann.call("1.00")).isTrue();
    assertThat(ann.call("0.01")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"organization\",\"id\":\"ORG\"}",
        "{\"type\":\"project\",\"id\":\"p\",\"organization\":\"ORG\"}",
        "{\"type\":\"user\",\"id\":\"ann\",\"organization\":\"ORG\"}"
      })
  void e4TheSameForEveryScope(String scope) {
    turnsAtMidnight(scope.replace("ORG", organization));
  }

  @Test
  void e4TheSameForTheWholeDeployment() {
    NOW.set(Instant.parse("2030-01-01T12:00:00Z"));
    String budget = turnsAtMidnight("{\"type\":\"global\"}");
    assertThat(server.api().delete("/v1/budgets/" + budget).status()).isEqualTo(204);
  }

  private String turnsAtMidnight(String scope) {
    Caller ann = new Caller(server.api(), organization, "ann");
    NOW.set(Instant.parse("2030-01-01T12:00:00Z"));
    String budget = ann.budget(scope, "daily", "1.00", "UTC");
    assertThat(ann.call("1.00")).isTrue();
    assertThat(ann.call("0.01")).isFalse();
    NOW.set(Instant.parse("2030-01-02T00:00:00Z"));
    assertThat(ann.call("1.00")).isTrue();
    assertThat(ann.call("0.01")).isFalse();
    return budget;
  }

  @ParameterizedTest
  @CsvSource({
    "America/Sao_Paulo, 2018-11-03, 24",
    "America/Sao_Paulo, 2018-11-04, 23",
    "America/Sao_Paulo, 2018-02-17, 25",
    "Asia/Kolkata, 2026-03-08, 24",
    "America/New_York, 2026-03-08, 23",
    "America/New_York, 2026-11-01, 25"
  })
  void e7TheRightLocalDay(String zone, LocalDate day, int hours) {
    ZoneId local = ZoneId.of(zone);
    Instant from = day.atStartOfDay(local).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(local).toInstant();
    assertThat(Duration.between(from, to)).isEqualTo(Duration.ofHours(hours));
    Caller ann = new Caller(server.api(), organization, "ann");
    NOW.set(from);
    String scope = "{\"type\":\"organization\",\"id\":\"%s\"}".formatted(organization);
    String budget = ann.budget(scope, "daily", "1.00", zone);
    NOW.set(from.minusMillis(1));
    assertThat(ann.call("0.10")).isTrue();
    NOW.set(from);
    assertThat(ann.call("0.20")).isTrue();
    NOW.set(to.minusMillis(1));
    assertThat(ann.call("0.30")).isTrue();
    JsonNode status = server.api().get("/v1/budgets/" + budget + "/status").json();
    assertThat(new BigDecimal(status.required("spent").asString())).isEqualByComparingTo("0.5");
    assertThat(status.required("window").required("from").asString()).isEqualTo(from.toString());
    assertThat(status.required("window").required("to").asString()).isEqualTo(to.toString());
    NOW.set(to);
    JsonNode next = server.api().get("/v1/budgets/" + budget + "/status").json();
    assertThat(new BigDecimal(next.required("spent").asString())).isZero();
  }
}
