package io.trueup.server.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class BreakdownTest {
  private final String organization = TestServer.organization();
  private final String path =
      "/v1/analytics/breakdown?organization=" + organization + "&from=2026-11-01&to=2026-11-03&by=";

  @BeforeEach
  void record() {
    record("1", "\"user\": \"ann\", \"project\": \"search\"", "2026-11-01T10:00:00Z", "1.50");
    record("2", "\"user\": \"bob\"", "2026-11-01T11:00:00Z", "2.25");
    record("3", "\"user\": \"=1+1\"", "2026-11-02T10:00:00Z", "1.50");
    record("4", "\"conversation\": \"c\"", "2026-11-02T23:59:59.999999Z", "0");
    record("5", "\"user\": \"ann\"", "2026-11-03T00:00:00Z", "100");
  }

  private void record(String id, String who, String at, String cost) {
    TestServer.post(
            "/v1/usage",
            """
            {"request_id": "%s", "organization": "%s", %s, "provider": "openai", "model": "gpt-4o",
             "occurred_at": "%s", "usage": {"input_tokens": 10}, "cost": "%s"}"""
                .formatted(id, organization, who, at, cost))
        .is(201);
  }

  private static Stream<String> keys(Reply reply) {
    return reply.json().at("/items").valueStream().map(it -> it.at("/key").asString("(none)"));
  }

  @Test
  void groupsGoByCostThenKey() {
    Reply users = TestServer.get(path + "user").is(200);
    assertThat(keys(users)).containsExactly("bob", "=1+1", "ann", "(none)");
    JsonNode body = users.json();
    assertThat(body.at("/by").stringValue()).isEqualTo("user");
    assertThat(body.at("/from").stringValue()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(body.at("/to").stringValue()).isEqualTo("2026-11-03T00:00:00Z");
    assertThat(body.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(body.at("/total").toString())
        .isEqualTo("{\"cost\":\"5.25\",\"requests\":4,\"tokens\":{\"input_tokens\":40}}");
    assertThat(body.at("/items/0").toString())
        .isEqualTo(
            "{\"key\":\"bob\",\"cost\":\"2.25\",\"requests\":1,\"tokens\":{\"input_tokens\":10}}");
    assertThat(body.at("/items/3/key").isNull()).isTrue();
    assertThat(body.at("/next_cursor").isNull()).isTrue();
    assertThat(users.header("Trueup-Position")).isEqualTo(body.at("/position").asString());
    assertThat(keys(TestServer.get(path + "model"))).containsExactly("openai/gpt-4o");
    assertThat(keys(TestServer.get(path + "day"))).containsExactly("2026-11-01", "2026-11-02");
    assertThat(keys(TestServer.get(path + "hour&user=ann")))
        .containsExactly("2026-11-01T10:00:00Z");
    assertThat(keys(TestServer.get(path + "project&provider=openai")))
        .containsExactly("(none)", "search");
    assertThat(keys(TestServer.get(path + "conversation"))).containsExactly("(none)", "c");
    assertThat(keys(TestServer.get(path + "day&time_zone=Asia/Tokyo")))
        .containsExactly("2026-11-01", "2026-11-02");
  }

  @Test
  void pagesHoldEachGroupOnce() {
    Reply first = TestServer.get(path + "user&limit=3").is(200);
    assertThat(keys(first)).containsExactly("bob", "=1+1", "ann");
    Reply second = TestServer.get(path + "user&limit=3&cursor=" + first.at("/next_cursor")).is(200);
    assertThat(keys(second)).containsExactly("(none)");
    assertThat(second.at("/total/cost")).isEqualTo("5.25");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
  }

  @Test
  void csvHoldsEveryGroupAndNoFormula() {
    Reply csv = TestServer.get(path + "user", "Accept", "text/csv").is(200);
    assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
    assertThat(csv.header("Trueup-Cache")).isNotNull();
    assertThat(csv.text())
        .isEqualTo(
            String.join(
                "\r\n",
                "key,cost,currency,requests,input_tokens",
                "bob,2.25,USD,1,10",
                "'=1+1,1.5,USD,1,10",
                "ann,1.5,USD,1,10",
                ",0,USD,1,10",
                ""));
    TestServer.get(path + "colour", "Accept", "text/csv").isProblem(400, "invalid-request");
  }

  @Test
  void wrongParametersAreNamed() {
    assertThat(TestServer.get("/v1/analytics/breakdown").badFields()).containsExactly("by");
    assertThat(TestServer.get("/v1/analytics/breakdown?by=user&user=ann").badFields())
        .containsExactly("organization");
    TestServer.get("/v1/analytics/breakdown?by=conversation").is(200);
    assertThat(TestServer.get("/v1/analytics/breakdown?by=team").badFields()).containsExactly("by");
    assertThat(TestServer.get(path + "user&cursor=AAAA").badFields()).containsExactly("cursor");
    assertThat(TestServer.get(path + "user&time_zone=Nowhere").badFields())
        .containsExactly("time_zone");
    assertThat(
            TestServer.get("/v1/analytics/breakdown?by=user&from=2026-11-01T00:00:01Z").badFields())
        .containsExactly("from");
    assertThat(
            TestServer.get("/v1/analytics/breakdown?by=user&from=2025-01-01&to=2026-11-01")
                .badFields())
        .containsExactly("from");
  }

  @Test
  void aCursorIsRefusedOrUnderstoodWhateverItHolds() {
    String[] odd = {"[null,null]", "[\"1\",null]", "[\"x\",\"y\"]", "[1,2]", "{}", "[\"1\"]", "\""};
    for (String json : odd) {
      String cursor =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(json.getBytes(StandardCharsets.UTF_8));
      assertThat(TestServer.get(path + "user&cursor=" + cursor).status()).isIn(200, 400);
    }
  }
}
