package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.RedisProcess;
import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that share values and a doorbell through Redis, which was not there when they started.
 * Nobody polls. G8: B's wall clock is a quarter of an hour ahead throughout.
 */
@SuppressWarnings("NullAway.Init") // all is set before the first test
class TwoNodesWithRedisTest {
  private static final RedisProcess REDIS = new RedisProcess();
  private static final InstantSource AHEAD =
      InstantSource.offset(InstantSource.system(), Duration.ofMinutes(15));

  private static Postgres postgres;
  private static ScenarioServer first;
  private static ScenarioServer second;
  private static List<String> healthAtTheStart;

  private final String organization = "org-" + UUID.randomUUID();
  private final String model = "model-" + UUID.randomUUID();
  private final Api a = first.api();
  private final Api b = second.api();
  private final Caller onA = new Caller(a, organization, "ann");
  private final Caller onB = new Caller(b, organization, "ann");
  private int budgets;

  @BeforeAll
  static void start() {
    postgres = Postgres.ofApplication();
    Map<String, Object> properties =
        Map.of("trueup.redis.url", REDIS.url(), "trueup.changelog.poll-interval", "1h");
    first = ScenarioServer.on(postgres, properties);
    second = ScenarioServer.withClock(AHEAD, postgres, properties);
    healthAtTheStart = List.of(health(first.api()), health(second.api()));
  }

  @AfterAll
  static void stop() throws IOException {
    first.close();
    second.close();
    REDIS.close();
    postgres.close();
  }

  private static String health(Api node) {
    Reply reply = node.get("/actuator/health").is(200);
    return reply.at("/status") + reply.json().at("/components/trueup/details/degraded");
  }

  private void awaitHealth(String status) {
    for (Api node : List.of(a, b)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(health(node)).startsWith(status));
    }
  }

  private void redisIsUp() throws IOException {
    REDIS.start();
    awaitHealth("UP");
  }

  private void changeThePrice(int price) {
    String body = "{\"unit_prices\":{\"input_mtok\":\"" + price + "\"}}";
    assertThat(a.put("/v1/prices/openai/" + model, body).status()).isIn(200, 201);
  }

  private void assertPrice(Api node, int price) {
    Reply prices = node.get("/v1/prices?provider=openai&model=" + model);
    assertThat(new BigDecimal(prices.is(200).at("/items/0/unit_prices/input_mtok")))
        .isEqualByComparingTo(Integer.toString(price));
  }

  private void assertSpent(Api node, String cost, String... headers) {
    String path = "/v1/spend?period=total&scope=user:ann&organization=" + organization;
    assertThat(new BigDecimal(node.get(path, headers).is(200).at("/cost")))
        .isEqualByComparingTo(cost);
  }

  private void assertEveryChangeIsSeenElsewhere() {
    for (int price = 1; price <= 3; price++) {
      changeThePrice(price);
      assertPrice(b, price);
      assertThat(onB.recordTokens(model, 1_000_000)).isEqualByComparingTo("" + price);
    }
    assertThat(onB.check("5.00").required("budgets")).hasSize(budgets++);
    onA.budget("monthly", "1.00");
    assertThat(onB.check("5.00").required("budgets")).hasSize(budgets);
  }

  @Test
  void b6NodesStartWithoutTheirRedisAndSaySo() throws IOException {
    assertThat(healthAtTheStart).containsOnly("DEGRADED[\"doorbell\",\"redis\"]");
    REDIS.kill();
    awaitHealth("DEGRADED");
    assertEveryChangeIsSeenElsewhere();
    redisIsUp();
    assertEveryChangeIsSeenElsewhere();
  }

  /** B has never read the price, and finds in Redis what A has put there. */
  @Test
  void g7WhatACouldShareBeforeTheChangeIsNoAnswerOnAColdNode() throws IOException {
    redisIsUp();
    changeThePrice(7);
    assertPrice(a, 7);
    Awaitility.await().untilAsserted(() -> assertThat(REDIS.ask("DBSIZE")).isNotEqualTo(":0"));
    changeThePrice(9);
    assertPrice(b, 9);
    b.post("/v1/caches/invalidate", "{\"all\":true}").is(200);
    changeThePrice(11);
    assertPrice(b, 11);
    assertPrice(a, 11);
  }

  @Test
  void g8AWallClockThatIsAheadMakesNoDifference() throws IOException {
    redisIsUp();
    assertEveryChangeIsSeenElsewhere();
    Reply recorded = b.post("/v1/usage", onB.usage("g8", "0.25")).is(201);
    assertSpent(a, "6.25", "Trueup-At-Least", recorded.header("Trueup-Position"));
    assertSpent(b, "6.25");
  }

  /** Redis hears and says nothing, its connections stand: no ring gets through. */
  @Test
  void g9ACutDoorbellIsNoticedByNobodyWhoReads() throws IOException {
    redisIsUp();
    a.post("/v1/usage", onA.usage("before", "0.01")).is(201);
    assertSpent(b, "0.01", "Trueup-Max-Staleness", "0");
    REDIS.pause();
    try {
      assertEveryChangeIsSeenElsewhere();
      a.post("/v1/usage", onA.usage("during", "0.01")).is(201);
      assertSpent(b, "6.02", "Trueup-Max-Staleness", "0");
    } finally {
      REDIS.resume();
    }
    awaitHealth("UP");
    assertSpent(b, "6.02");
    assertEveryChangeIsHeard();
  }

  /** Nobody reads on B meanwhile but its horizon. */
  private void assertEveryChangeIsHeard() {
    Reply recorded = a.post("/v1/usage", onA.usage("after", "0.01")).is(201);
    long position = Long.parseLong(recorded.header("Trueup-Position"));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> second.horizon() >= position);
    assertSpent(b, "6.03");
  }
}
