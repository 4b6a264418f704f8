package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.ScenarioServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Windows that turn, on one node and on three over one database, whose wall clock is moved by hand.
 * No job runs. Each request goes to another node than the one before.
 */
@ParameterizedClass
@ValueSource(ints = {1, 3})
@SuppressWarnings("NullAway.Init") // all is set before the first test
class WindowScenariosTest {
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static Api every;

  private final int nodes;
  private final String organization = "org-" + UUID.randomUUID();
  private final Caller ann = new Caller(every, organization, "ann");

  WindowScenariosTest(int nodes) {
    this.nodes = nodes;
  }

  @BeforeParameterizedClassInvocation
  static void start(int nodes) {
    InstantSource clock = NOW::get;
    if (nodes == 1) {
      every = api(ScenarioServer.withClock(clock));
      return;
    }
    Postgres postgres = Postgres.ofApplication();
    OPEN.add(postgres);
    every =
        IntStream.range(0, nodes)
            .mapToObj(i -> api(ScenarioServer.withClock(clock, postgres, Map.of())))
            .reduce(Api::and)
            .orElseThrow();
  }

  private static Api api(ScenarioServer server) {
    OPEN.add(0, server);
    return server.api();
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
    OPEN.clear();
  }

  /** What all nodes say, one after the other. */
  private void assertEverywhere(String cost, boolean allowed) {
    for (int i = 0; i < nodes; i++) {
      assertThat(ann.check(cost).required("allowed").asBoolean()).isEqualTo(allowed);
    }
  }

  /** E3 where there are three. */
  @Test
  void e1NextCallAfterTheBoundaryIsAllowed() {
    NOW.set(Instant.parse("2026-03-01T23:59:59.999Z"));
    ann.budget("daily", "1.00");
    assertThat(ann.call("1.00")).isTrue();
    assertEverywhere("0.01", false);
    NOW.set(Instant.parse("2026-03-02T00:00:00Z"));
    assertEverywhere("1.00", true);
    assertThat(ann.call("1.00")).isTrue();
    assertEverywhere("0.01", false);
  }

  @Test
  void e2WhoRetriesPassesWithTheFirstTryAfterTheBoundary() {
    Instant boundary = Instant.parse("2026-03-02T00:00:00Z");
    NOW.set(boundary.minusSeconds(60));
    ann.budget("daily", "1.00");
    assertThat(ann.call("1.00")).isTrue();
    for (int seconds = 60; seconds > 0; seconds -= 5) {
      NOW.set(boundary.minusSeconds(seconds));
      assertThat(ann.call("1.00")).as("%d s before", seconds).isFalse();
    }
    NOW.set(boundary);
    assertThat(ann.call("1.00")).isTrue();
  }

  @Test
  void e5NewDailyBudgetCountsTodayOnly() {
    NOW.set(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(ann.call("50.00")).isTrue();
    NOW.set(Instant.parse("2026-03-02T12:00:00Z"));
    ann.budget("daily", "10.00");
    assertEverywhere("10.00", true);
    assertThat(ann.call("9.99")).isTrue();
    assertEverywhere("0.02", false);
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
    assertThat(every.delete("/v1/budgets/" + budget).status()).isEqualTo(204);
  }

  private String turnsAtMidnight(String scope) {
    NOW.set(Instant.parse("2030-01-01T12:00:00Z"));
    String budget = ann.budget(scope, "daily", "1.00", "UTC");
    assertThat(ann.call("1.00")).isTrue();
    assertEverywhere("0.01", false);
    NOW.set(Instant.parse("2030-01-02T00:00:00Z"));
    assertEverywhere("1.00", true);
    assertThat(ann.call("1.00")).isTrue();
    assertEverywhere("0.01", false);
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
    NOW.set(from);
    String scope = "{\"type\":\"organization\",\"id\":\"%s\"}".formatted(organization);
    String budget = ann.budget(scope, "daily", "1.00", zone);
    NOW.set(from.minusMillis(1));
    assertThat(ann.call("0.10")).isTrue();
    NOW.set(from);
    assertThat(ann.call("0.20")).isTrue();
    NOW.set(to.minusMillis(1));
    assertThat(ann.call("0.30")).isTrue();
    JsonNode status = every.get("/v1/budgets/" + budget + "/status").json();
    assertThat(new BigDecimal(status.required("spent").asString())).isEqualByComparingTo("0.5");
    assertThat(status.required("window").required("from").asString()).isEqualTo(from.toString());
    assertThat(status.required("window").required("to").asString()).isEqualTo(to.toString());
    NOW.set(to);
    JsonNode next = every.get("/v1/budgets/" + budget + "/status").json();
    assertThat(new BigDecimal(next.required("spent").asString())).isZero();
  }
}
