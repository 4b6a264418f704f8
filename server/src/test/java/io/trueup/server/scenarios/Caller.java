package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A user of an organization who asks and then spends, as an application does. */
final class Caller {
  private final Api api;
  private final String organization;
  private final String user;
  private final AtomicInteger requests = new AtomicInteger();

  Caller(Api api, String organization, String user) {
    this.api = api;
    this.organization = organization;
    this.user = user;
  }

  /** Gives the user a budget; its id. */
  String budget(String period, String limit) {
    return budget(
        "{\"type\":\"user\",\"id\":\"%s\",\"organization\":\"%s\"}".formatted(user, organization),
        period,
        limit,
        "UTC");
  }

  /** Gives a scope a budget; its id. */
  String budget(String scope, String period, String limit, String zone) {
    Reply made =
        api.post(
            "/v1/budgets",
            "{\"scope\":%s,\"period\":\"%s\",\"limit\":\"%s\",\"time_zone\":\"%s\"}"
                .formatted(scope, period, limit, zone));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().required("id").asString();
  }

  /** Reserves this cost and settles it; whether there was room. */
  boolean call(String cost) {
    return call("call-" + requests.incrementAndGet(), cost);
  }

  /** The same by a request id. */
  boolean call(String requestId, String cost) {
    Reply reserved = reserve(requestId, cost);
    if (reserved.status() == 429) {
      return false;
    }
    assertThat(reserved.status()).as(reserved.text()).isIn(200, 201);
    Reply settled = settle(reserved.at("/id"), cost);
    assertThat(settled.status()).as(settled.text()).isIn(200, 201);
    return true;
  }

  Reply reserve(String requestId, String cost) {
    return api.post(
        "/v1/reservations",
        """
        {"request_id": "%s", "organization": "%s", "user": "%s", "project": "p",
         "provider": "openai", "model": "gpt-4o", "estimate": {"amount": "%s"}}
        """
            .formatted(requestId, organization, user, cost));
  }

  Reply settle(String reservation, String cost) {
    return api.post(
        "/v1/reservations/" + reservation + "/settle", "{\"cost\": \"%s\"}".formatted(cost));
  }

  JsonNode check(String cost) {
    Reply answer =
        api.post(
            "/v1/budgets/check",
            "{\"organization\":\"%s\",\"user\":\"%s\",\"project\":\"p\",\"estimate\":{\"amount\":\"%s\"}}"
                .formatted(organization, user, cost));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  String usage(String requestId, String cost) {
    return usage(requestId, "p", cost);
  }

  String usage(String requestId, String project, String cost) {
    return """
        {"request_id": "%s", "organization": "%s", "user": "%s", "project": "%s",
         "provider": "openai", "model": "gpt-4o", "usage": {}, "cost": "%s"}
        """
        .formatted(requestId, organization, user, project, cost);
  }

  void recordAt(String cost, String instant) {
    record(
        """
        {"request_id": "at-%d", "organization": "%s", "user": "%s", "provider": "openai",
         "model": "gpt-4o", "usage": {}, "cost": "%s", "occurred_at": "%s"}
        """
            .formatted(requests.incrementAndGet(), organization, user, cost, instant));
  }

  /** Records input tokens at the model's price; what they cost. */
  BigDecimal recordTokens(String model, long inputTokens) {
    JsonNode record =
        record(
            """
            {"request_id": "tokens-%d", "organization": "%s", "user": "%s", "provider": "openai",
             "model": "%s", "usage": {"input_tokens": %d}}
            """
                .formatted(requests.incrementAndGet(), organization, user, model, inputTokens));
    return new BigDecimal(record.required("cost").asString());
  }

  private JsonNode record(String body) {
    Reply recorded = api.post("/v1/usage", body);
    assertThat(recorded.status()).as(recorded.text()).isEqualTo(201);
    return recorded.json();
  }
}
