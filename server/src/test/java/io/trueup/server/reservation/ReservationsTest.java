package io.trueup.server.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ReservationsTest {
  private final String organization = TestServer.organization();

  private String budget(String period, String limit) {
    return TestServer.post(
            "/v1/budgets",
            """
            {"scope": {"type": "user", "id": "ann", "organization": "%s"}, "period": "%s",
             "limit": "%s"}"""
                .formatted(organization, period, limit))
        .is(201)
        .at("/id");
  }

  private Reply reserve(String requestId, String estimate, String more) {
    return TestServer.post(
        "/v1/reservations",
        """
        {"request_id": "%s", "organization": "%s", "user": "ann", "provider": "openai",
         "model": "gpt-4o", "estimate": %s%s}"""
            .formatted(requestId, organization, estimate, more));
  }

  private Reply hold(String requestId, String amount) {
    return reserve(requestId, "{\"amount\": \"" + amount + "\"}", "");
  }

  private static Reply settle(Reply reserved, String body) {
    return TestServer.post(path(reserved) + "/settle", body);
  }

  private static String path(Reply reserved) {
    return "/v1/reservations/" + reserved.at("/id");
  }

  private static JsonNode status(String budget) {
    return TestServer.get("/v1/budgets/" + budget + "/status").is(200).json();
  }

  @Test
  void aReservationIsAnsweredAsTheContractHasIt() {
    String budget = budget("monthly", "100");
    Reply made =
        reserve(
                "req-9",
                "{\"input_tokens\": 1200, \"max_output_tokens\": 800}",
                ", \"ttl_seconds\": 120")
            .is(201);
    assertThat(made.header("Location")).isEqualTo(path(made));
    assertThat(made.header("Trueup-Position")).isEqualTo(made.at("/position"));
    assertThat(made.at("/amount")).isEqualTo("0.011");
    assertThat(made.at("/currency")).isEqualTo("USD");
    assertThat(made.at("/estimate_basis")).isEqualTo("max_output_tokens");
    assertThat(made.json().at("/held").booleanValue()).isTrue();
    assertThat(made.at("/state")).isEqualTo("held");
    assertThat(made.json().at("/budgets").toString()).isEqualTo("[\"" + budget + "\"]");
    assertThat(Duration.between(Instant.now(), Instant.parse(made.at("/expires_at"))))
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(121));
    assertThat(TestServer.get(path(made)).is(200).at("/amount")).isEqualTo("0.011");
    Reply again =
        reserve(
                "req-9",
                "{\"input_tokens\": 1200, \"max_output_tokens\": 800}",
                ", \"ttl_seconds\": 120")
            .is(200);
    assertThat(again.at("/id")).isEqualTo(made.at("/id"));
    hold("req-9", "1").isProblem(409, "idempotency-conflict");
    assertThat(status(budget).at("/reserved").stringValue()).isEqualTo("0.011");
  }

  @Test
  void aDenialNamesEverythingThatTheClientNeeds() {
    String daily = budget("daily", "1");
    String monthly = budget("monthly", "0.5");
    hold("a", "0.4").is(201);
    Reply denied =
        reserve("b", "{\"input_tokens\": 100000, \"max_output_tokens\": 80000}", "")
            .isProblem(429, "budget-exceeded");
    JsonNode body = denied.json();
    assertThat(body.at("/budget_id").stringValue()).isEqualTo(monthly);
    assertThat(body.at("/scope/id").stringValue()).isEqualTo("ann");
    assertThat(body.at("/period").stringValue()).isEqualTo("monthly");
    assertThat(body.at("/limit").stringValue()).isEqualTo("0.5");
    assertThat(body.at("/spent").stringValue()).isEqualTo("0");
    assertThat(body.at("/reserved").stringValue()).isEqualTo("0.4");
    assertThat(body.at("/requested").stringValue()).isEqualTo("1.05");
    assertThat(body.at("/remaining").stringValue()).isEqualTo("0.1");
    assertThat(body.at("/currency").stringValue()).isEqualTo("USD");
    assertThat(Instant.parse(body.at("/resets_at").stringValue())).isAfter(Instant.now());
    assertThat(body.at("/denied_by_all")).hasSize(2);
    assertThat(body.at("/denied_by_all/1/budget_id").stringValue()).isEqualTo(daily);
    assertThat(body.has("max_output_tokens_that_fit")).isFalse();
    assertThat(denied.has("Retry-After")).isFalse();
    Reply later = hold("c", "0.3").isProblem(429, "budget-exceeded");
    assertThat(Long.parseLong(later.header("Retry-After"))).isBetween(1L, 31L * 86_400);
    Reply fits =
        reserve("d", "{\"input_tokens\": 4000, \"max_output_tokens\": 80000}", "")
            .isProblem(429, "budget-exceeded");
    assertThat(fits.json().at("/max_output_tokens_that_fit").longValue()).isEqualTo(9_000);
  }

  @Test
  void statesAreAsTheTableHasThem() {
    String budget = budget("monthly", "100");
    Reply one = hold("a", "2").is(201);
    Reply first = settle(one, "{\"cost\": \"0.5\"}").is(201);
    assertThat(first.at("/request_id")).isEqualTo("a");
    assertThat(first.at("/user")).isEqualTo("ann");
    assertThat(first.at("/model")).isEqualTo("gpt-4o");
    assertThat(first.at("/cost")).isEqualTo("0.5");
    assertThat(first.at("/released")).isEqualTo("1.5");
    assertThat(first.at("/overrun")).isEqualTo("0");
    assertThat(first.json().at("/late").booleanValue()).isFalse();
    assertThat(first.header("Location")).isEqualTo("/v1/usage/" + first.at("/id"));
    Reply second = settle(one, "{\"cost\": \"7\"}").is(200);
    assertThat(second.at("/id")).isEqualTo(first.at("/id"));
    assertThat(second.at("/cost")).isEqualTo("0.5");
    TestServer.delete(path(one)).isProblem(409, "reservation-settled");
    extend(one).isProblem(409, "reservation-settled");
    assertThat(TestServer.get(path(one)).at("/state")).isEqualTo("settled");

    Reply two = hold("b", "2").is(201);
    assertThat(extend(two).is(200).at("/state")).isEqualTo("held");
    TestServer.delete(path(two)).is(204);
    TestServer.delete(path(two)).is(204);
    settle(two, "{\"cost\": \"1\"}").isProblem(409, "reservation-released");
    extend(two).isProblem(409, "reservation-released");
    JsonNode status = status(budget);
    assertThat(status.at("/spent").stringValue()).isEqualTo("0.5");
    assertThat(status.at("/reserved").stringValue()).isEqualTo("0");
    assertThat(
            TestServer.get("/v1/reservations?organization=" + organization + "&state=released")
                .json()
                .at("/items"))
        .hasSize(1);
  }

  @Test
  void whatHasExpiredIsAsTheTableHasIt() {
    String budget = budget("monthly", "100");
    String amount = "{\"amount\": \"2\"}";
    Reply one = reserve("a", amount, ", \"ttl_seconds\": 1").is(201);
    Reply two = reserve("b", amount, ", \"ttl_seconds\": 1").is(201);
    Reply held = hold("c", "3").is(201);
    await().until(() -> TestServer.get(path(two)).at("/state").equals("expired"));
    assertThat(TestServer.get(path(one)).at("/state")).isEqualTo("expired");
    assertThat(ids("state=expired")).containsExactlyInAnyOrder(one.at("/id"), two.at("/id"));
    assertThat(ids("state=held")).containsExactly(held.at("/id"));
    assertThat(status(budget).at("/reserved").stringValue()).isEqualTo("3");

    extend(one).isProblem(409, "reservation-expired");
    TestServer.delete(path(one)).is(204);
    assertThat(TestServer.get(path(one)).at("/state")).isEqualTo("expired");
    Reply late = settle(one, "{\"cost\": \"0.5\"}").is(201);
    assertThat(late.json().at("/late").booleanValue()).isTrue();
    assertThat(late.at("/overrun")).isEqualTo("0.5");
    assertThat(late.at("/released")).isEqualTo("0");
    assertThat(ids("state=settled")).containsExactly(one.at("/id"));
    assertThat(ids("user=ann")).hasSize(3);
    assertThat(ids("user=bob")).isEmpty();
  }

  private List<String> ids(String filter) {
    return TestServer.get("/v1/reservations?organization=" + organization + "&" + filter)
        .is(200)
        .json()
        .at("/items")
        .valueStream()
        .map(it -> it.at("/id").stringValue())
        .toList();
  }

  private static Reply extend(Reply reserved) {
    return TestServer.post(path(reserved) + "/extend", "{\"ttl_seconds\": 600}");
  }

  @Test
  void aSettlementTakesAResponseOrUnitsOfTheModelThatWasReservedFor() {
    Reply one = hold("a", "2").is(201);
    Reply byUnits =
        settle(one, "{\"usage\": {\"input_tokens\": 1000, \"output_tokens\": 100}}").is(201);
    assertThat(byUnits.at("/cost")).isEqualTo("0.0035");
    assertThat(byUnits.at("/exactness")).isEqualTo("exact");
    Reply two = hold("b", "2").is(201);
    Reply byResponse =
        settle(
                two,
                """
                {"response": {"model": "gpt-4o-2024-08-06",
                  "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}}""")
            .is(201);
    assertThat(byResponse.at("/model")).isEqualTo("gpt-4o-2024-08-06");
    assertThat(byResponse.at("/cost")).isEqualTo("0.0035");
  }

  @Test
  void wrongRequestsNameTheirFields() {
    assertThat(reserve("a", "{}", "").badFields()).containsExactly("estimate");
    assertThat(reserve("a", "{\"output_tokens\": 3}", "").badFields())
        .containsExactly("estimate.output_tokens");
    assertThat(reserve("a", "{\"amount\": \"1\"}", ", \"ttl_seconds\": 86401").badFields())
        .containsExactly("ttl_seconds");
    Reply held = hold("a", "1").is(201);
    assertThat(settle(held, "{}").badFields()).containsExactly("usage");
    assertThat(settle(held, "{\"cost\": \"1\", \"organization\": \"x\"}").badFields())
        .containsExactly("organization");
    TestServer.post("/v1/reservations/r-none/settle", "{\"cost\": \"1\"}")
        .isProblem(404, "not-found");
    TestServer.delete("/v1/reservations/r-none").isProblem(404, "not-found");
    TestServer.get("/v1/reservations/r-none").isProblem(404, "not-found");
    assertThat(TestServer.get("/v1/reservations?state=gone").badFields()).containsExactly("state");
  }

  @Test
  void aDeactivatedUserReservesNothing() {
    TestServer.json(
        "PUT", "/v1/organizations/" + organization + "/users/ann", "{\"active\": false}");
    hold("a", "1").isProblem(403, "user-inactive");
  }

  @Test
  void aTemporaryIncreaseIsShownAndEnds() {
    String budget = budget("monthly", "1");
    String until = Instant.now().plusSeconds(3_600).toString();
    Reply made =
        TestServer.post(
                "/v1/budgets/" + budget + "/increases",
                "{\"amount\": \"2\", \"until\": \"" + until + "\"}")
            .is(201);
    assertThat(made.header("Location")).endsWith("/increases/" + made.at("/id"));
    JsonNode raised = status(budget);
    assertThat(raised.at("/limit").stringValue()).isEqualTo("3");
    assertThat(raised.at("/base_limit").stringValue()).isEqualTo("1");
    assertThat(raised.at("/increases/0/amount").stringValue()).isEqualTo("2");
    TestServer.json("PATCH", "/v1/budgets/" + budget, "{\"limit\": \"1.5\"}").is(200);
    assertThat(status(budget).at("/limit").stringValue()).isEqualTo("3.5");
    hold("a", "3.5").is(201);
    TestServer.delete(String.valueOf(made.header("Location"))).is(204);
    TestServer.delete(String.valueOf(made.header("Location"))).isProblem(404, "not-found");
    assertThat(status(budget).at("/limit").stringValue()).isEqualTo("1.5");
    hold("b", "0.1").isProblem(429, "budget-exceeded");
    assertThat(
            TestServer.post(
                    "/v1/budgets/" + budget + "/increases",
                    "{\"amount\": \"0\", \"until\": \"" + until + "\"}")
                .badFields())
        .containsExactly("amount");
    assertThat(
            TestServer.post(
                    "/v1/budgets/" + budget + "/increases",
                    "{\"amount\": \"1\", \"until\": \"2020-01-01T00:00:00Z\"}")
                .badFields())
        .containsExactly("until");
  }
}
