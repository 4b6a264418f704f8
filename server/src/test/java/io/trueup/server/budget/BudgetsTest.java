package io.trueup.server.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class BudgetsTest {
  private final String organization = TestServer.organization();

  private String budget(String more) {
    return """
        {"scope": {"type": "user", "id": "ann", "organization": "%s"}, "period": "monthly",
         "limit": "100.00"%s}"""
        .formatted(organization, more);
  }

  private Reply made(String more) {
    return TestServer.post("/v1/budgets", budget(more)).is(201);
  }

  private void spend(String requestId, String cost) {
    TestServer.post(
            "/v1/usage",
            """
            {"request_id": "%s", "organization": "%s", "user": "ann", "provider": "openai",
             "model": "gpt-4o", "usage": {}, "cost": "%s"}"""
                .formatted(requestId, organization, cost))
        .is(201);
  }

  @Test
  void aBudgetIsMadeWithItsDefaultsAndFound() {
    Reply made = made("");
    JsonNode body = made.json();
    String id = body.at("/id").stringValue();
    assertThat(made.header("Location")).isEqualTo("/v1/budgets/" + id);
    assertThat(made.header("ETag")).isEqualTo("\"" + body.at("/version").asString() + "\"");
    assertThat(made.header("Trueup-Position")).isEqualTo(body.at("/position").asString());
    assertThat(body.at("/limit").stringValue()).isEqualTo("100");
    assertThat(body.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(body.at("/enforcement").stringValue()).isEqualTo("hard");
    assertThat(body.at("/time_zone").stringValue()).isEqualTo("UTC");
    assertThat(body.at("/thresholds").toString()).isEqualTo("[80,100]");
    assertThat(body.at("/fail_policy").stringValue()).isEqualTo("closed");
    assertThat(body.at("/active").booleanValue()).isTrue();
    assertThat(body.at("/filter").isNull()).isTrue();
    assertThat(body.at("/scope").toString())
        .isEqualTo("{\"type\":\"user\",\"id\":\"ann\",\"organization\":\"" + organization + "\"}");

    Reply found = TestServer.get("/v1/budgets/" + id).is(200);
    assertThat(found.at("/id")).isEqualTo(id);
    assertThat(found.header("ETag")).isEqualTo(made.header("ETag"));
    assertThat(found.header("Trueup-Cache")).isIn("miss", "hit");
    assertThat(found.header("Trueup-Age-Ms")).matches("[0-9]+");
    assertThat(TestServer.get("/v1/budgets/" + id).header("Trueup-Cache")).isEqualTo("hit");
    TestServer.get("/v1/budgets/" + id, "If-None-Match", String.valueOf(made.header("ETag")))
        .is(304);
  }

  @Test
  void everythingThatWasSentComesBack() {
    Reply made =
        made(
            """
            , "name": "Ann, monthly", "enforcement": "soft", "time_zone": "Europe/Berlin",
            "thresholds": [95, 50], "fail_policy": "open", "active": false,
            "filter": {"provider": "openai", "model": "gpt-4o"}""");
    JsonNode body = made.json();
    assertThat(body.at("/name").stringValue()).isEqualTo("Ann, monthly");
    assertThat(body.at("/enforcement").stringValue()).isEqualTo("soft");
    assertThat(body.at("/time_zone").stringValue()).isEqualTo("Europe/Berlin");
    assertThat(body.at("/thresholds").toString()).isEqualTo("[50,95]");
    assertThat(body.at("/fail_policy").stringValue()).isEqualTo("open");
    assertThat(body.at("/active").booleanValue()).isFalse();
    assertThat(body.at("/filter").toString())
        .isEqualTo("{\"provider\":\"openai\",\"model\":\"gpt-4o\"}");
  }

  @Test
  void everyBadFieldIsNamedAtOnce() {
    String body =
        """
        {"scope": {"type": "group", "id": ".."}, "period": "secondly", "limit": 5,
         "enforcement": "firm", "time_zone": "Mars/Olympus", "thresholds": [0, "x", null],
         "fail_policy": true, "active": "yes", "filter": {"model": ""}, "colour": "red"}""";
    assertThat(TestServer.post("/v1/budgets", body).badFields())
        .containsExactlyInAnyOrder(
            "scope.type",
            "scope.id",
            "period",
            "limit",
            "enforcement",
            "time_zone",
            "thresholds[1]",
            "thresholds[2]",
            "fail_policy",
            "active",
            "filter.model",
            "colour");
    assertThat(TestServer.post("/v1/budgets", budget(", \"thresholds\": [0]")).badFields())
        .containsExactly("thresholds");
    assertThat(TestServer.post("/v1/budgets", "{}").badFields())
        .containsExactly("scope", "period", "limit");
    assertThat(TestServer.post("/v1/budgets", budget("").replace("100.00", "-1")).badFields())
        .containsExactly("limit");
    assertThat(
            TestServer.post("/v1/budgets", budget(", \"name\": \"" + "x".repeat(201) + "\""))
                .badFields())
        .containsExactly("name");
  }

  @Test
  void aScopeHasTheIdsOfItsType() {
    assertThat(scopeFault("{\"type\": \"global\", \"id\": \"x\"}")).containsExactly("scope.id");
    assertThat(scopeFault("{\"type\": \"organization\"}")).containsExactly("scope.id");
    assertThat(scopeFault("{\"type\": \"user\", \"id\": \"x\"}"))
        .containsExactly("scope.organization");
    assertThat(scopeFault("{\"type\": \"organization\", \"id\": \"x\", \"organization\": \"x\"}"))
        .containsExactly("scope.organization");
  }

  private static Iterable<String> scopeFault(String scope) {
    return TestServer.post(
            "/v1/budgets", "{\"scope\": " + scope + ", \"period\": \"daily\", \"limit\": \"1\"}")
        .badFields();
  }

  @Test
  void putReplacesAndPatchMerges() {
    String path =
        made(", \"name\": \"old\", \"filter\": {\"provider\": \"openai\"}").header("Location");
    Reply patched =
        TestServer.json("PATCH", path, "{\"limit\": \"5\", \"filter\": {\"model\": \"gpt-4o\"}}")
            .is(200);
    assertThat(patched.at("/limit")).isEqualTo("5");
    assertThat(patched.at("/name")).isEqualTo("old");
    assertThat(patched.json().at("/filter").toString())
        .isEqualTo("{\"provider\":\"openai\",\"model\":\"gpt-4o\"}");
    Reply cleared =
        TestServer.send(
                "PATCH",
                path,
                "application/merge-patch+json",
                "{\"filter\": null, \"name\": null}".getBytes(StandardCharsets.UTF_8))
            .is(200);
    assertThat(cleared.json().at("/filter").isNull()).isTrue();
    assertThat(cleared.at("/name")).isEmpty();
    Reply replaced = TestServer.json("PUT", path, budget("")).is(200);
    assertThat(replaced.at("/limit")).isEqualTo("100");
    assertThat(replaced.header("Trueup-Position")).isEqualTo(replaced.at("/position"));
    assertThat(TestServer.get(path).at("/limit")).isEqualTo("100");
  }

  @Test
  void aPatchIsAsStrictAsAWhole() {
    String path = made("").header("Location");
    assertThat(
            TestServer.json(
                    "PATCH", path, "{\"limit\": null, \"colour\": null, \"period\": \"daily \"}")
                .badFields())
        .containsExactlyInAnyOrder("limit", "colour", "period");
    assertThat(TestServer.json("PATCH", path, "{\"period\": \"daily\"}").badFields())
        .containsExactly("period");
    assertThat(TestServer.json("PATCH", path, "{\"scope\": {\"id\": \"bob\"}}").badFields())
        .containsExactly("scope");
    assertThat(TestServer.json("PATCH", path, "[]").badFields()).containsExactly("body");
    assertThat(TestServer.json("PUT", path, "{}").badFields())
        .containsExactly("scope", "period", "limit");
  }

  @Test
  void anotherVersionIsNotOverwritten() {
    Reply made = made("");
    String path = made.header("Location");
    String first = String.valueOf(made.header("ETag"));
    String second =
        String.valueOf(
            TestServer.json("PATCH", path, "{\"limit\": \"1\"}", "If-Match", first)
                .is(200)
                .header("ETag"));
    assertThat(second).isNotEqualTo(first);
    TestServer.json("PATCH", path, "{\"limit\": \"2\"}", "If-Match", first)
        .isProblem(412, "lost-update");
    TestServer.json("PUT", path, budget(""), "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(path, "If-Match", "W/" + second).isProblem(412, "lost-update");
    TestServer.delete(path, "If-Match", "\"other\"").isProblem(412, "lost-update");
    assertThat(TestServer.delete(path, "If-Match", "1").badFields()).containsExactly("If-Match");
    TestServer.json("PATCH", path, "{\"limit\": \"3\"}", "If-Match", first + ", " + second).is(200);
    TestServer.json("PATCH", path, "{\"limit\": \"4\"}", "If-Match", "*").is(200);
    TestServer.delete(path).is(204);
    TestServer.get(path).isProblem(404, "not-found");
    TestServer.delete(path).isProblem(404, "not-found");
    TestServer.json("PUT", path, budget("")).isProblem(404, "not-found");
    TestServer.json("PATCH", path, "{}").isProblem(404, "not-found");
    TestServer.get(path + "/status").isProblem(404, "not-found");
  }

  @Test
  void budgetsAreListedByScope() {
    made("");
    made("");
    TestServer.post(
            "/v1/budgets",
            """
            {"scope": {"type": "organization", "id": "%s"}, "period": "daily", "limit": "1"}"""
                .formatted(organization))
        .is(201);
    String list = "/v1/budgets?organization=" + organization;
    assertThat(TestServer.get(list).is(200).json().at("/items")).hasSize(3);
    assertThat(TestServer.get(list + "&scope_type=user").json().at("/items")).hasSize(2);
    assertThat(TestServer.get(list + "&scope_id=ann").json().at("/items")).hasSize(2);
    Reply page = TestServer.get(list + "&limit=2").is(200);
    assertThat(page.json().at("/items")).hasSize(2);
    Reply last = TestServer.get(list + "&limit=2&cursor=" + page.at("/next_cursor")).is(200);
    assertThat(last.json().at("/items")).hasSize(1);
    assertThat(last.json().at("/next_cursor").isNull()).isTrue();
    assertThat(TestServer.get("/v1/budgets?scope_type=team").badFields())
        .containsExactly("scope_type");
  }

  @Test
  void aStatusShowsWhereTheBudgetStands() {
    String path = made("").header("Location");
    spend("s-1", "12.345");
    Reply answered = TestServer.get(path + "/status").is(200);
    JsonNode status = answered.json();
    assertThat(status.at("/budget_id").stringValue()).isEqualTo(path.replace("/v1/budgets/", ""));
    assertThat(status.at("/spent").stringValue()).isEqualTo("12.345");
    assertThat(status.at("/remaining").stringValue()).isEqualTo("87.655");
    assertThat(status.at("/limit").stringValue()).isEqualTo("100");
    assertThat(status.at("/base_limit").stringValue()).isEqualTo("100");
    assertThat(status.at("/increases").toString()).isEqualTo("[]");
    assertThat(status.at("/reserved").stringValue()).isEqualTo("0");
    assertThat(status.at("/overrun").stringValue()).isEqualTo("12.345");
    assertThat(status.at("/percent_used").decimalValue()).isEqualByComparingTo("12.34");
    assertThat(status.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(status.at("/window/from").stringValue()).endsWith("-01T00:00:00Z");
    assertThat(status.at("/as_of").stringValue()).endsWith("Z");
    assertThat(answered.header("Trueup-Position")).isEqualTo(status.at("/position").asString());
    spend("s-2", "100");
    Reply over = TestServer.get(path + "/status", "Trueup-Max-Staleness", "0").is(200);
    assertThat(over.at("/overrun")).isEqualTo("112.345");
    assertThat(over.header("Trueup-Age-Ms")).isEqualTo("0");
    assertThat(over.header("Trueup-Cache")).isEqualTo("fold");
  }

  @Test
  void aBudgetOfSingleRequestsHasNoStatus() {
    String path =
        TestServer.post("/v1/budgets", budget("").replace("monthly", "per_request"))
            .is(201)
            .header("Location");
    TestServer.get(path + "/status").isProblem(409, "conflict");
  }

  @Test
  void aPositionThatIsNotReachedInTimeIsUnavailable() {
    String path = made("").header("Location");
    String far = "9".repeat(30);
    Reply late =
        TestServer.get(path, "Trueup-At-Least", far).isProblem(503, "freshness-unavailable");
    assertThat(late.header("Retry-After")).isEqualTo("1");
    TestServer.get("/v1/budgets", "Trueup-At-Least", far).isProblem(503, "freshness-unavailable");
    TestServer.get(path, "Trueup-At-Least", "0").is(200);
  }

  private Reply check(String more) {
    return TestServer.post(
        "/v1/budgets/check",
        "{\"organization\": \"" + organization + "\", \"user\": \"ann\", " + more + "}");
  }

  private static final String CALL =
      "\"provider\": \"openai\", \"model\": \"gpt-4o\","
          + " \"estimate\": {\"input_tokens\": 1200, \"max_output_tokens\": 800}";

  @Test
  void aCheckSaysWhetherThereIsRoom() {
    String id = made("").at("/id");
    Reply allowed = check(CALL).is(200);
    assertThat(allowed.json().at("/allowed").booleanValue()).isTrue();
    assertThat(allowed.json().at("/denied_by").isNull()).isTrue();
    assertThat(allowed.json().at("/budgets").toString()).isEqualTo("[\"" + id + "\"]");
    assertThat(allowed.header("Trueup-Position"))
        .isEqualTo(allowed.json().at("/position").asString());
  }

  @Test
  void aDenialNamesEveryBudgetAndWhatWouldFit() {
    String small = budget("").replace("100.00", "0.008");
    String id = TestServer.post("/v1/budgets", small).is(201).at("/id");
    String total =
        TestServer.post("/v1/budgets", small.replace("monthly", "total").replace("0.008", "0.01"))
            .is(201)
            .at("/id");
    JsonNode denied = check(CALL).is(200).json();
    assertThat(denied.at("/allowed").booleanValue()).isFalse();
    JsonNode by = denied.at("/denied_by");
    assertThat(by.at("/budget_id").stringValue()).isEqualTo(id);
    assertThat(by.at("/scope/id").stringValue()).isEqualTo("ann");
    assertThat(by.at("/period").stringValue()).isEqualTo("monthly");
    assertThat(by.at("/limit").stringValue()).isEqualTo("0.008");
    assertThat(by.at("/spent").stringValue()).isEqualTo("0");
    assertThat(by.at("/reserved").stringValue()).isEqualTo("0");
    assertThat(by.at("/requested").stringValue()).isEqualTo("0.011");
    assertThat(by.at("/remaining").stringValue()).isEqualTo("0.008");
    assertThat(by.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(by.at("/resets_at").stringValue()).endsWith("-01T00:00:00Z");
    assertThat(by.at("/max_output_tokens_that_fit").intValue()).isEqualTo(500);
    JsonNode all = by.at("/denied_by_all");
    assertThat(all.valueStream().map(it -> it.at("/budget_id").stringValue()))
        .containsExactly(id, total);
    assertThat(all.get(1).has("resets_at")).isFalse();
    JsonNode amount = check("\"estimate\": {\"amount\": \"0.02\"}").is(200).json();
    assertThat(amount.at("/denied_by/requested").stringValue()).isEqualTo("0.02");
    assertThat(amount.at("/denied_by").has("max_output_tokens_that_fit")).isFalse();
    assertThat(check("\"estimate\": {\"amount\": \"0\"}").json().at("/allowed").booleanValue())
        .isTrue();
  }

  @Test
  void aCheckThatCannotBeReadNamesItsFields() {
    assertThat(check("\"estimate\": {}").badFields()).containsExactly("estimate");
    assertThat(check("\"estimate\": 7").badFields()).containsExactly("estimate");
    assertThat(check("\"estimate\": {\"amount\": 0.02}").badFields())
        .containsExactly("estimate.amount");
    assertThat(check("\"estimate\": {\"amount\": \"1\", \"input_tokens\": 1}").badFields())
        .containsExactly("estimate.input_tokens");
    assertThat(check(CALL.replace("800", "-1").replace("1200", "\"x\"")).badFields())
        .containsExactly("estimate.input_tokens", "estimate.max_output_tokens");
    assertThat(check(CALL.replace("800", "-1")).badFields())
        .containsExactly("estimate.max_output_tokens");
    assertThat(check(CALL.replace("\"model\": \"gpt-4o\",", "")).badFields())
        .containsExactly("model");
    assertThat(check(CALL + ", \"ttl_seconds\": 0").badFields()).containsExactly("ttl_seconds");
    check(CALL.replace("gpt-4o", "no-such-model")).isProblem(422, "unknown-price");
    TestServer.send("POST", "/v1/budgets/check", BodyPublishers.noBody(), it -> it)
        .isProblem(415, "unsupported-media-type");
  }
}
