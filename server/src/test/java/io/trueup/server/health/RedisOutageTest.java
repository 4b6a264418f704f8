package io.trueup.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.RedisProcess;
import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import io.trueup.server.scenarios.Api;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * B6, and a Redis that is killed, flushed, paused and comes back in the middle of a replay: no
 * wrong answer, no error to a caller, and health says so.
 */
class RedisOutageTest {
  private static final int USERS = 4;
  private static final int CALLS = 12;

  private final RedisProcess redis = new RedisProcess();
  private final Map<String, BigDecimal> spent = new HashMap<>();
  private final Map<String, String> budgets = new HashMap<>();
  private int calls;

  private ScenarioServer server() {
    return ScenarioServer.with(Map.of("trueup.redis.url", redis.url()));
  }

  @AfterEach
  void stop() throws IOException {
    redis.close();
  }

  @Test
  void b6StartsWithoutItsRedisAndSaysSo() {
    try (ScenarioServer server = server()) {
      assertHealth(server.api(), "DEGRADED");
      assertThat(server.api().get("/actuator/health/readiness").status()).isEqualTo(200);
      begin(server.api());
      replay(server.api(), "1.5");
      assertHealth(server.api(), "DEGRADED");
      assertThat(
              server
                  .api()
                  .get("/actuator/health")
                  .json()
                  .at("/components/trueup/details/degraded")
                  .toString())
          .isEqualTo("[\"doorbell\",\"redis\"]");
    }
  }

  @Test
  void aRedisInTroubleChangesNoAnswer() throws IOException {
    redis.start();
    try (ScenarioServer server = server()) {
      Api api = server.api();
      awaitHealth(api, "UP");
      begin(api);
      replay(api, "1");
      assertThat(redis.ask("DBSIZE")).as("values are shared").doesNotContain(":0");
      redis.kill();
      replay(api, "2");
      awaitHealth(api, "DEGRADED");
      replay(api, "3");
      redis.start();
      awaitHealth(api, "UP");
      replay(api, "4");
      redis.ask("FLUSHALL");
      replay(api, "5");
      redis.pause();
      replay(api, "6");
      awaitHealth(api, "DEGRADED");
      redis.resume();
      awaitHealth(api, "UP");
      replay(api, "7");
    }
  }

  private void begin(Api api) {
    for (int i = 0; i < USERS; i++) {
      String user = "u" + i;
      Reply made =
          api.post(
              "/v1/budgets",
              """
              {"scope": {"type": "user", "id": "%s", "organization": "acme"},
               "period": "total", "limit": "1000"}
              """
                  .formatted(user));
      budgets.put(user, made.is(201).at("/id"));
      spent.put(user, BigDecimal.ZERO);
    }
  }

  /** Another price, then calls of each user; after each call, all that it touched is asked. */
  private void replay(Api api, String price) {
    String prices = "/v1/prices/openai/gpt-4o";
    api.put(prices, "{\"unit_prices\": {\"input_mtok\": \"%s\"}}".formatted(price));
    for (int i = 0; i < CALLS; i++) {
      String user = "u" + i % USERS;
      Reply recorded =
          api.post(
              "/v1/usage",
              """
              {"request_id": "r%d", "organization": "acme", "user": "%s", "provider": "openai",
               "model": "gpt-4o", "usage": {"input_tokens": 1000000}}
              """
                  .formatted(calls++, user));
      assertThat(new BigDecimal(recorded.is(201).at("/cost"))).isEqualByComparingTo(price);
      spent.merge(user, new BigDecimal(price), BigDecimal::add);
      check(api, user, price);
    }
  }

  private void check(Api api, String user, String price) {
    BigDecimal truth = spent.get(user);
    Reply spend = api.get("/v1/spend?scope=user:" + user + "&organization=acme&period=total");
    assertThat(new BigDecimal(spend.is(200).at("/cost"))).isEqualByComparingTo(truth);
    Reply status = api.get("/v1/budgets/" + budgets.get(user) + "/status");
    assertThat(new BigDecimal(status.is(200).at("/spent"))).isEqualByComparingTo(truth);
    Reply prices = api.get("/v1/prices?provider=openai&model=gpt-4o");
    assertThat(new BigDecimal(prices.is(200).at("/items/0/unit_prices/input_mtok")))
        .isEqualByComparingTo(price);
    Reply asked =
        api.post(
            "/v1/budgets/check",
            "{\"organization\": \"acme\", \"user\": \"%s\", \"estimate\": {\"amount\": \"0.01\"}}"
                .formatted(user));
    assertThat(asked.is(200).json().at("/allowed").booleanValue()).isTrue();
    assertThat(asked.at("/budgets/0")).isEqualTo(budgets.get(user));
  }

  private static void assertHealth(Api api, String status) {
    assertThat(api.get("/actuator/health").is(200).at("/status")).isEqualTo(status);
  }

  private static void awaitHealth(Api api, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertHealth(api, status));
  }
}
