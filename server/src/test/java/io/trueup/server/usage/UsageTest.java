package io.trueup.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class UsageTest {
  private final String organization = TestServer.organization();

  private String call(String requestId, String more) {
    return """
        {"request_id": "%s", "organization": "%s", "provider": "openai", "model": "gpt-4o",
         "usage": {"input_tokens": 374, "output_tokens": 44, "cache_read_tokens": 0}%s}"""
        .formatted(requestId, organization, more);
  }

  @Test
  void aCallIsRecordedAndFoundAgain() {
    Reply made =
        TestServer.post(
                "/v1/usage",
                call(
                    "req-8f2",
                    """
                    , "project": "search", "user": "ann", "conversation": "c-17",
                    "metadata": {"feature": "summaries"}"""))
            .is(201);
    JsonNode body = made.json();
    assertThat(body.at("/cost").stringValue()).isEqualTo("0.001375");
    assertThat(body.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(body.at("/exactness").stringValue()).isEqualTo("exact");
    assertThat(body.at("/price").toString())
        .isEqualTo("{\"source\":\"catalogue\",\"model\":\"gpt-4o\",\"effective_from\":null}");
    assertThat(body.at("/duplicate").booleanValue()).isFalse();
    assertThat(body.at("/user").stringValue()).isEqualTo("ann");
    assertThat(body.at("/usage").toString())
        .isEqualTo("{\"input_tokens\":374,\"output_tokens\":44}");
    assertThat(body.at("/metadata/feature").stringValue()).isEqualTo("summaries");
    assertThat(made.header("Trueup-Position")).isEqualTo(body.at("/position").asString());
    assertThat(made.header("Location")).isEqualTo("/v1/usage/" + body.at("/id").stringValue());

    Reply found = TestServer.get(made.header("Location")).is(200);
    assertThat(found.json()).isEqualTo(body);
  }

  @Test
  void theSameAgainAnswersTheFirstRecord() {
    Reply first = TestServer.post("/v1/usage", call("twice", "")).is(201);
    Reply again = TestServer.post("/v1/usage", call("twice", ", \"metadata\": {\"a\": \"b\"}"));
    assertThat(again.is(200).json().at("/duplicate").booleanValue()).isTrue();
    assertThat(again.at("/id")).isEqualTo(first.at("/id"));
    assertThat(again.at("/position")).isEqualTo(first.at("/position"));
  }

  @Test
  void anotherContentUnderTheSameIdIsAConflict() {
    TestServer.post("/v1/usage", call("once", "")).is(201);
    TestServer.post("/v1/usage", call("once", ", \"user\": \"bob\""))
        .isProblem(409, "idempotency-conflict");
  }

  @Test
  void aModelWithoutAPriceIsRefusedUnlessTheCostIsGiven() {
    String unknown = call("unknown", "").replace("gpt-4o", "no-such-model");
    Reply refused = TestServer.post("/v1/usage", unknown).isProblem(422, "unknown-price");
    assertThat(refused.at("/model")).isEqualTo("no-such-model");
    Reply given =
        TestServer.post("/v1/usage", unknown.replace("\"usage\"", "\"cost\": \"0.50\", \"usage\""));
    assertThat(given.is(201).at("/exactness")).isEqualTo("given");
    assertThat(given.at("/cost")).isEqualTo("0.5");
    assertThat(given.json().at("/price").isNull()).isTrue();
  }

  @Test
  void everyBadFieldIsNamedAtOnce() {
    String body =
        """
        {"request_id": "", "organization": 7, "provider": ".", "modell": "x", "cost": 0.5,
         "occurred_at": "yesterday", "usage": {"input_tokens": "3", "output_tokens": 1.5},
         "metadata": {"n": 5}, "response": {}}""";
    assertThat(TestServer.post("/v1/usage", body).badFields())
        .containsExactlyInAnyOrder(
            "request_id",
            "organization",
            "provider",
            "modell",
            "cost",
            "occurred_at",
            "usage.input_tokens",
            "usage.output_tokens",
            "metadata.n");
  }

  @Test
  void absurdCountsAndTimesAreRefusedAndNothingIsRecorded() {
    assertThat(bad("usage", "{\"input_tokens\": -1}")).containsExactly("usage.input_tokens");
    assertThat(bad("usage", "{\"input_tokens\": 1000000000001}"))
        .containsExactly("usage.input_tokens");
    assertThat(bad("usage", "{\"input_tokens\": 99999999999999999999999}"))
        .containsExactly("usage.input_tokens");
    assertThat(bad("usage", "{\"tokens\": 1}")).containsExactly("usage.tokens");
    assertThat(bad("usage", "{}")).containsExactly("usage");
    assertThat(bad("occurred_at", "\"2999-01-01T00:00:00Z\"")).containsExactly("occurred_at");
    assertThat(bad("occurred_at", "\"1999-01-01T00:00:00Z\"")).containsExactly("occurred_at");
    assertThat(bad("occurred_at", "\"2026-01-01T00:00:00\"")).containsExactly("occurred_at");
    assertThat(bad("cost", "\"-1\"")).containsExactly("cost");
    assertThat(bad("cost", "\"1e3\"")).containsExactly("cost");
    assertThat(bad("user", "\"" + "x".repeat(201) + "\"")).containsExactly("user");
    assertThat(bad("user", "\"a\\u0000b\"")).containsExactly("user");
    assertThat(bad("user", "\"\\ud800\"")).containsExactly("user");
    assertThat(TestServer.get("/v1/usage?organization=" + organization).json().at("/items"))
        .isEmpty();
  }

  private Iterable<String> bad(String field, String value) {
    String body =
        field.equals("usage")
            ? call("bad", "").replaceAll("\"usage\": \\{[^}]*}", "\"usage\": " + value)
            : call("bad", ", \"" + field + "\": " + value);
    return TestServer.post("/v1/usage", body).badFields();
  }

  @Test
  void eachCallOfAnArrayStandsAlone() {
    String array =
        "["
            + String.join(
                ",",
                call("b-0", ""),
                call("b-1", ", \"oops\": 1"),
                "7",
                call("b-0", ", \"user\": \"bob\""),
                call("b-4", "").replace("gpt-4o", "no-such-model"),
                call("b-5", ""))
            + "]";
    Reply answered = TestServer.post("/v1/usage/batch", array).is(200);
    JsonNode results = answered.json().at("/results");
    assertThat(results).hasSize(6);
    assertThat(results.at("/0/cost").stringValue()).isEqualTo("0.001375");
    assertThat(results.at("/1/problem/validation/0/field").stringValue()).isEqualTo("oops");
    assertThat(results.at("/2/problem/status").intValue()).isEqualTo(400);
    assertThat(results.at("/3/problem/type").stringValue())
        .isEqualTo("/problems/idempotency-conflict");
    assertThat(results.at("/4/problem/status").intValue()).isEqualTo(422);
    assertThat(results.at("/5/request_id").stringValue()).isEqualTo("b-5");
    assertThat(answered.header("Trueup-Position")).isEqualTo(results.at("/5/position").asString());
  }

  @Test
  void anUnreadableLineIsThatLinesProblem() {
    byte[] broken = {'{', '"', (byte) 0xff, '"', '}'};
    String lines =
        call("l-0", "").replace("\n", " ")
            + "\r\n\n{\"request_id\": \n"
            + new String(broken, StandardCharsets.ISO_8859_1)
            + "\n"
            + call("l-3", "").replace("\n", " ");
    Reply answered =
        TestServer.send(
            "POST",
            "/v1/usage/batch",
            "application/x-ndjson",
            lines.getBytes(StandardCharsets.ISO_8859_1));
    JsonNode results = answered.is(200).json().at("/results");
    assertThat(results).hasSize(4);
    assertThat(results.at("/0/request_id").stringValue()).isEqualTo("l-0");
    assertThat(results.at("/1/problem/status").intValue()).isEqualTo(400);
    assertThat(results.at("/2/problem/detail").stringValue()).contains("UTF-8");
    assertThat(results.at("/3/request_id").stringValue()).isEqualTo("l-3");
  }

  @Test
  void anUnreadableArrayRecordsNothing() {
    TestServer.post("/v1/usage/batch", "[" + call("u-0", "") + ",")
        .isProblem(400, "invalid-request");
    TestServer.post("/v1/usage/batch", call("u-0", "")).isProblem(400, "invalid-request");
    assertThat(TestServer.get("/v1/usage?organization=" + organization).json().at("/items"))
        .isEmpty();
  }

  @Test
  void aBatchHasAtMostTenThousandCalls() {
    String most =
        IntStream.range(0, 10_000)
            .mapToObj(i -> call("m-" + i, ""))
            .collect(Collectors.joining(","));
    TestServer.post("/v1/usage/batch", "[" + most + "," + call("one-more", "") + "]")
        .isProblem(413, "too-large");
    assertThat(TestServer.get("/v1/usage?organization=" + organization).json().at("/items"))
        .isEmpty();
    Reply all = TestServer.post("/v1/usage/batch", "[" + most + "]").is(200);
    assertThat(all.json().at("/results")).hasSize(10_000);
  }

  @Test
  void recordsAreListedNewestFirstPageByPage() {
    for (int i = 0; i < 5; i++) {
      TestServer.post(
              "/v1/usage",
              call("p-" + i, ", \"occurred_at\": \"2026-11-0%dT00:00:00Z\"".formatted(i + 1)))
          .is(201);
    }
    String list =
        "/v1/usage?organization=" + organization + "&from=2026-11-01&to=2026-11-05&limit=3";
    Reply first = TestServer.get(list).is(200);
    assertThat(first.json().at("/items").valueStream().map(it -> it.at("/request_id").asString()))
        .containsExactly("p-3", "p-2", "p-1");
    Reply second = TestServer.get(list + "&cursor=" + first.at("/next_cursor")).is(200);
    assertThat(second.json().at("/items").valueStream().map(it -> it.at("/request_id").asString()))
        .containsExactly("p-0");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    assertThat(second.header("Trueup-Position")).isNotNull();
  }

  @Test
  void wrongParametersAreNamed() {
    assertThat(
            TestServer.get(
                    "/v1/usage?limit=0&cursor=x&organisation=a&from=soon&user=a&user=b&to=2026-13-01")
                .badFields())
        .containsExactlyInAnyOrder("limit", "organisation", "from", "user", "to");
    assertThat(TestServer.get("/v1/usage?cursor=x").badFields()).containsExactly("cursor");
    assertThat(TestServer.get("/v1/usage?limit=501").badFields()).containsExactly("limit");
    assertThat(TestServer.get("/v1/usage?limit=1e2").badFields()).containsExactly("limit");
    assertThat(TestServer.get("/v1/usage?from=2020-01-01&to=2026-01-01").badFields())
        .containsExactly("from");
    assertThat(TestServer.get("/v1/usage?user=%FF").badFields()).containsExactly("user");
  }

  @Test
  void anUnknownRecordIsNotFound() {
    TestServer.get("/v1/usage/none").isProblem(404, "not-found");
    TestServer.get("/v1/usage/a%00b").isProblem(400, "invalid-request");
  }
}
