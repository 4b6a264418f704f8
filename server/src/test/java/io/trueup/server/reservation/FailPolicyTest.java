package io.trueup.server.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.changelog.Postgres;
import io.trueup.server.Reply;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import io.trueup.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes, whose database goes and comes back. */
final class FailPolicyTest {
  private static final Map<String, Object> PROPERTIES =
      Map.of(
          "spring.datasource.username",
          Postgres.APPLICATION,
          "spring.datasource.password",
          Postgres.PASSWORD,
          "spring.datasource.hikari.connection-timeout",
          300,
          "trueup.budgets.fail-policy",
          "open");

  private static Postgres postgres;
  private static Server a;
  private static Server b;

  @BeforeAll
  static void start() {
    postgres = Postgres.ofApplication();
    a = Server.start(new ServerSettings(0, null, postgres.url(), null), PROPERTIES);
    b = Server.start(new ServerSettings(0, null, postgres.url(), null), PROPERTIES);
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
    postgres.close();
  }

  @Test
  void c9WithTheDatabaseDownClosedIsRefusedWithTheReasonAndOpenAdmittedFlaggedAndCounted() {
    Reply closed = budget("shut", ", \"fail_policy\": \"closed\"");
    Reply open = budget("acme", "").is(201);
    assertThat(open.at("/fail_policy")).isEqualTo("open");
    for (Server node : List.of(a, b)) {
      reserve(node, "shut", "before " + node.uri(), "0").is(201);
      reserve(node, "acme", "before " + node.uri(), "0").is(201);
    }
    postgres.goAway();
    try {
      for (Server node : List.of(a, b)) {
        Reply refused = reserve(node, "shut", "r", "1").is(503);
        assertThat(refused.at("/budget_id")).isEqualTo(closed.at("/id"));
        assertThat(refused.at("/detail")).contains("to fail closed");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(reserve(node, "unknown", "r", "1").is(503).json().has("budget_id")).isFalse();
      }
      Reply admitted = reserve(a, "acme", "r", "1").is(201);
      assertThat(admitted.at("/held")).isEqualTo("false");
      assertThat(admitted.at("/state")).isEqualTo("held");
      assertThat(admitted.at("/budgets/0")).isEqualTo(open.at("/id"));
      assertThat(admitted.json().has("position")).isFalse();
      assertThat(reserve(a, "acme", "r", "1").is(200).at("/id")).isEqualTo(admitted.at("/id"));
      reserve(a, "acme", "r", "2").is(409);
      Reply elsewhere = reserve(b, "acme", "r2", "1").is(201);
      String path = "/v1/reservations/" + admitted.at("/id");
      post(a, path + "/settle", "{\"cost\": \"3\"}").is(503);
      comeBack();
      settled(admitted, elsewhere, open.at("/id"));
    } finally {
      postgres.comeBack();
    }
  }

  private static void comeBack() {
    postgres.comeBack();
    for (Server node : List.of(a, b)) {
      await().until(() -> get(node, "/v1/budgets").status() == 200);
    }
  }

  private static void settled(Reply admitted, Reply elsewhere, String budget) {
    String path = "/v1/reservations/" + admitted.at("/id");
    String settle = "{\"cost\": \"3\", \"provider\": \"openai\", \"model\": \"gpt-4o\"}";
    assertThat(get(b, path).is(200).at("/held")).isEqualTo("false");
    Reply record = post(b, path + "/settle", settle).is(201);
    assertThat(record.at("/unheld")).isEqualTo("true");
    assertThat(record.at("/overrun")).isEqualTo("3");
    assertThat(record.at("/released")).isEqualTo("0");
    post(a, path + "/settle", settle).is(200);
    post(a, "/v1/reservations/" + elsewhere.at("/id") + "/settle", settle).is(201);
    Reply usage = get(a, "/v1/usage?organization=acme").is(200);
    assertThat(usage.json().at("/items").size()).isEqualTo(2);
    assertThat(usage.at("/items/0/unheld")).isEqualTo("true");
    Reply status = get(b, "/v1/budgets/" + budget + "/status").is(200);
    assertThat(status.at("/spent")).isEqualTo("6");
    assertThat(status.at("/overrun")).isEqualTo("6");
    assertThat(status.at("/reserved")).isEqualTo("0");
    Reply alerts = get(a, "/v1/alerts").is(200);
    assertThat(alerts.json().at("/items").size()).isOne();
    assertThat(alerts.at("/items/0/kind")).isEqualTo("outage");
  }

  private static Reply budget(String organization, String more) {
    return post(
        a,
        "/v1/budgets",
        "{\"scope\": {\"type\": \"organization\", \"id\": \"%s\"}, \"period\": \"monthly\", \"limit\": \"100\"%s}"
            .formatted(organization, more));
  }

  private static Reply reserve(Server node, String organization, String request, String amount) {
    return post(
        node,
        "/v1/reservations",
        "{\"request_id\": \"%s\", \"organization\": \"%s\", \"estimate\": {\"amount\": \"%s\"}}"
            .formatted(request, organization, amount));
  }

  private static Reply get(Server node, String path) {
    return TestServer.send("GET", node.uri().resolve(path), null, it -> it);
  }

  private static Reply post(Server node, String path, String json) {
    return TestServer.send(
        "POST",
        node.uri().resolve(path),
        BodyPublishers.ofString(json),
        it -> it.header("Content-Type", "application/json"));
  }
}
