package io.trueup.server.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AlertsTest {
  private final String organization = TestServer.organization();
  private final String alerts = "/v1/alerts?organization=" + organization;

  private String budget(String limit) {
    return TestServer.post(
            "/v1/budgets",
            """
            {"scope": {"type": "user", "id": "ann", "organization": "%s"}, "period": "daily",
             "limit": "%s"}"""
                .formatted(organization, limit))
        .is(201)
        .at("/id");
  }

  private void spend(String cost) {
    TestServer.post(
            "/v1/usage",
            """
            {"request_id": "%s", "organization": "%s", "user": "ann", "provider": "openai",
             "model": "gpt-4o", "cost": "%s"}"""
                .formatted(UUID.randomUUID(), organization, cost))
        .is(201);
  }

  private List<JsonNode> items(String path) {
    return TestServer.get(path).is(200).json().at("/items").valueStream().toList();
  }

  @Test
  void anAlertIsListedWithItsDeliveriesAndAcknowledgedOnce() {
    String budget = budget("10");
    spend("8.5");
    await().until(() -> isDelivered(items(alerts).get(0)));
    JsonNode alert = items(alerts).get(0);
    assertThat(alert.propertyNames())
        .containsExactly(
            "id",
            "kind",
            "budget_id",
            "scope",
            "window",
            "threshold",
            "severity",
            "state",
            "suppressed",
            "spent",
            "limit",
            "usual",
            "runs_out_at",
            "currency",
            "created_at",
            "acknowledged_at",
            "deliveries");
    assertThat(alert.at("/budget_id").asString()).isEqualTo(budget);
    assertThat(alert.at("/kind").asString()).isEqualTo("threshold");
    assertThat(alert.at("/scope/id").asString()).isEqualTo("ann");
    assertThat(alert.at("/window/from").asString()).endsWith("T00:00:00Z");
    assertThat(alert.at("/threshold").intValue()).isEqualTo(80);
    assertThat(alert.at("/severity").asString()).isEqualTo("warning");
    assertThat(alert.at("/spent").asString()).isEqualTo("8.5");
    assertThat(alert.at("/limit").asString()).isEqualTo("10");
    assertThat(alert.at("/currency").asString()).isEqualTo("USD");
    assertThat(alert.at("/deliveries/0/channel").asString()).isEqualTo("log");
    assertThat(alert.at("/deliveries/0/attempts").intValue()).isEqualTo(1);
    String path = "/v1/alerts/" + alert.at("/id").asString();
    Reply acknowledged = acknowledge(path).is(200);
    assertThat(acknowledged.at("/state")).isEqualTo("acknowledged");
    assertThat(acknowledge(path).is(200).at("/acknowledged_at"))
        .isEqualTo(acknowledged.at("/acknowledged_at"));
    assertThat(TestServer.get(path).is(200).text()).isEqualTo(acknowledged.text());
    acknowledge("/v1/alerts/none").isProblem(404, "not-found");
    TestServer.get("/v1/alerts/none").isProblem(404, "not-found");
  }

  private static boolean isDelivered(JsonNode alert) {
    return alert.at("/deliveries/0/state").asString().equals("delivered");
  }

  private static Reply acknowledge(String path) {
    return TestServer.send("POST", path + "/acknowledge", null, it -> it);
  }

  @Test
  void alertsAreFilteredAndPaged() {
    String first = budget("10");
    String second = budget("20");
    spend("16");
    assertThat(items(alerts)).hasSize(3);
    assertThat(items(alerts + "&budget=" + second)).hasSize(1);
    assertThat(items(alerts + "&budget=" + first + "&state=open")).hasSize(2);
    assertThat(items(alerts + "&state=acknowledged")).isEmpty();
    Reply page = TestServer.get(alerts + "&limit=2").is(200);
    assertThat(page.header("Trueup-Position")).isNotEmpty();
    assertThat(items(alerts + "&limit=2&cursor=" + page.at("/next_cursor"))).hasSize(1);
    assertThat(TestServer.get(alerts + "&state=lost&limit=0&x=1").badFields())
        .containsExactlyInAnyOrder("state", "limit", "x");
    assertThat(TestServer.get(alerts + "&cursor=abc").badFields()).containsExactly("cursor");
  }

  @Test
  void anAlertHeldBackSaysWhy() {
    budget("10");
    spend("8");
    TestServer.json(
            "PUT",
            "/v1/alerts/settings/organization/" + organization,
            "{\"thresholds\": [90], \"cooldown_minutes\": 60}")
        .is(201);
    spend("1");
    JsonNode held = items(alerts).get(0);
    assertThat(held.at("/threshold").intValue()).isEqualTo(90);
    assertThat(held.at("/suppressed").asString()).isEqualTo("cooldown");
    assertThat(held.at("/deliveries").isEmpty()).isTrue();
  }

  @Test
  void statisticsCountWhatWasRaised() {
    budget("10");
    spend("12");
    JsonNode found =
        TestServer.get("/v1/alerts/statistics?organization=" + organization).is(200).json();
    assertThat(found.at("/alerts").intValue()).isEqualTo(2);
    assertThat(found.at("/open").intValue()).isEqualTo(2);
    assertThat(found.at("/suppressed").intValue()).isZero();
    assertThat(found.at("/by_kind").toString())
        .isEqualTo("{\"threshold\":2,\"forecast\":0,\"anomaly\":0,\"outage\":0}");
    assertThat(found.at("/by_severity").toString())
        .isEqualTo("{\"info\":0,\"warning\":1,\"critical\":1}");
    assertThat(found.at("/deliveries").valueStream().mapToInt(JsonNode::intValue).sum())
        .isEqualTo(2);
    assertThat(TestServer.get("/v1/alerts/statistics?from=nonsense").badFields())
        .containsExactly("from");
  }

  @Test
  void aTestSaysWhatEachChannelSaid() {
    Reply ofScope =
        TestServer.post(
                "/v1/alerts/test",
                "{\"scope\": {\"type\": \"organization\", \"id\": \"" + organization + "\"}}")
            .is(200);
    assertThat(ofScope.text())
        .isEqualTo(
            "{\"results\":[{\"channel\":\"log\",\"target\":null,\"delivered\":true,"
                + "\"error\":null}]}");
    Reply given =
        TestServer.post(
                "/v1/alerts/test",
                "{\"channels\": [{\"type\": \"email\", \"to\": [\"a@example.com\"]}]}")
            .is(200);
    assertThat(given.at("/results/0/target")).isEqualTo("a@example.com");
    assertThat(given.json().at("/results/0/delivered").booleanValue()).isFalse();
    assertThat(given.at("/results/0/error")).contains("trueup.alerts.smtp.host");
    assertThat(items(alerts)).isEmpty();
  }

  @Test
  void aTestOfNothingOrOfAPrivateTargetIsRefused() {
    assertThat(TestServer.post("/v1/alerts/test", "{}").badFields()).containsExactly("scope");
    assertThat(TestServer.post("/v1/alerts/test", "{\"channels\": []}").badFields())
        .containsExactly("channels");
    assertThat(
            TestServer.post(
                    "/v1/alerts/test",
                    "{\"channels\": [{\"type\": \"webhook\", \"url\": \"http://127.0.0.1:1/\"}]}")
                .badFields())
        .containsExactly("channels[0].url");
  }
}
