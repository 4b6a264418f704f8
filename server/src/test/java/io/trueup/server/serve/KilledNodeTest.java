package io.trueup.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import io.trueup.server.scenarios.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two nodes over one PostgreSQL is killed and comes back, with warm caches. */
@SuppressWarnings("NullAway.Init") // all is set before the test
class KilledNodeTest {
  private static final int CLIENTS = 8;
  private static final int RECORDS = 50;

  private final Postgres postgres = Postgres.ofApplication();
  @TempDir private Path data;
  private ScenarioServer surviving;
  private Api survivor;
  private ServerProcess killed;
  private int reservations;

  @BeforeEach
  void start() throws IOException {
    surviving = ScenarioServer.on(postgres, Map.of());
    survivor = surviving.api();
    killed = startAnew();
  }

  @AfterEach
  void stop() {
    killed.close();
    surviving.close();
    postgres.close();
  }

  private ServerProcess startAnew() throws IOException {
    Map<String, String> user =
        Map.of("TRUEUP_DB_USERNAME", Postgres.APPLICATION, "TRUEUP_DB_PASSWORD", Postgres.PASSWORD);
    return ServerProcess.start(data, user, "--db", postgres.url());
  }

  /**
   * B4 and B5, with a node that dies under its writers: they repeat on the other what got no
   * answer. Then A2, A9 and D1: what changed while it was away is no surprise to the node that is
   * back. C5: what was reserved there is held, and settled on the other; F5 and F6: what was
   * crossed there raises no second alert, and what is crossed later another.
   */
  @Test
  void b5ManyThreadsLoseNothingThoughANodeIsKilled() throws Exception {
    Api before = new Api(killed.url());
    String budget = budget(before, "ann", "10");
    price(before, "7");
    assertThat(limit(survivor, budget)).isEqualByComparingTo("10");
    String watched = budgetOfTheGuild(before);
    settle(before, reserve(before, "8"), "8");
    String held = reserve(before, "1");
    recordWhileItIsKilled(before);
    assertThat(standing(survivor, watched, "reserved"))
        .isBetween(BigDecimal.ONE, new BigDecimal("2"));
    settle(survivor, held, "0.5");
    assertThat(standing(survivor, watched, "spent")).isEqualByComparingTo("8.5");
    patch(survivor, budget, "11");
    price(survivor, "9");
    killed = startAnew();
    for (Api node : List.of(new Api(killed.url()), survivor)) {
      assertThat(spent(node)).isEqualByComparingTo("0.4");
      assertThat(limit(node, budget)).isEqualByComparingTo("11");
      assertThat(price(node)).isEqualByComparingTo("9");
    }
    seesTheNextChanges(new Api(killed.url()), budget);
    raisesNothingTwice(new Api(killed.url()), watched);
  }

  private void raisesNothingTwice(Api back, String budget) {
    back.post("/v1/caches/invalidate", "{\"all\": true}").is(200);
    settle(survivor, reserve(back, "0.5"), "0.5");
    settle(back, reserve(survivor, "0.5"), "0.5");
    assertThat(alerts(back, budget, "threshold")).containsExactly("80");
    settle(back, reserve(survivor, "0.5"), "0.5");
    assertThat(alerts(survivor, budget, "threshold")).containsExactly("100", "80");
    assertThat(alerts(survivor, budget, "suppressed")).containsExactly("", "");
    assertThat(standing(back, budget, "spent")).isEqualByComparingTo("10");
  }

  private static String budgetOfTheGuild(Api node) {
    String body =
        """
        {"scope": {"type": "organization", "id": "guild"}, "period": "total", "limit": "10"}
        """;
    return node.post("/v1/budgets", body).is(201).at("/id");
  }

  private String reserve(Api node, String amount) {
    String body =
        """
        {"request_id": "reserved-%d", "organization": "guild", "user": "eve", "provider": "openai",
         "model": "gpt-4o", "estimate": {"amount": "%s"}}
        """
            .formatted(reservations++, amount);
    return node.post("/v1/reservations", body).is(201).at("/id");
  }

  private static void settle(Api node, String reservation, String cost) {
    String path = "/v1/reservations/" + reservation + "/settle";
    node.post(path, "{\"cost\": \"" + cost + "\"}").is(201);
  }

  private static BigDecimal standing(Api node, String budget, String field) {
    Reply status = node.get("/v1/budgets/" + budget + "/status", "Trueup-Max-Staleness", "0");
    return new BigDecimal(status.is(200).at("/" + field));
  }

  private static List<String> alerts(Api node, String budget, String field) {
    return node.get("/v1/alerts?budget=" + budget)
        .is(200)
        .json()
        .required("items")
        .valueStream()
        .map(it -> it.required(field).asString(""))
        .toList();
  }

  private void seesTheNextChanges(Api back, String budget) {
    patch(survivor, budget, "12");
    assertThat(limit(back, budget)).isEqualByComparingTo("12");
    patch(back, budget, "13");
    assertThat(limit(survivor, budget)).isEqualByComparingTo("13");
    String made = budget(back, "bob", "1");
    assertThat(limit(survivor, made)).isEqualByComparingTo("1");
  }

  private void recordWhileItIsKilled(Api other) throws Exception {
    CountDownLatch enough = new CountDownLatch(CLIENTS * RECORDS / 4);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Api first = i % 2 == 0 ? other : survivor;
        String client = "c" + i;
        running.add(clients.submit(() -> recordAll(first, client, enough)));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      killed.kill();
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private void recordAll(Api first, String client, CountDownLatch enough) {
    Api node = first;
    for (int i = 0; i < RECORDS; i++) {
      String body =
          """
          {"request_id": "%s-%d", "organization": "acme", "user": "%s", "provider": "openai",
           "model": "gpt-4o", "usage": {}, "cost": "0.001"}
          """
              .formatted(client, i, client);
      try {
        node.post("/v1/usage", body).is(201);
      } catch (UncheckedIOException e) {
        node = survivor;
        assertThat(node.post("/v1/usage", body).status()).isIn(200, 201);
      }
      enough.countDown();
    }
  }

  private static String budget(Api node, String user, String limit) {
    String body =
        """
        {"scope": {"type": "user", "id": "%s", "organization": "acme"}, "period": "total",
         "limit": "%s"}
        """
            .formatted(user, limit);
    return node.post("/v1/budgets", body).is(201).at("/id");
  }

  private static void patch(Api node, String budget, String limit) {
    node.patch("/v1/budgets/" + budget, "{\"limit\": \"" + limit + "\"}").is(200);
  }

  private static void price(Api node, String price) {
    String body = "{\"unit_prices\": {\"input_mtok\": \"" + price + "\"}}";
    assertThat(node.put("/v1/prices/lab/m", body).status()).isIn(200, 201);
  }

  private static BigDecimal price(Api node) {
    Reply prices = node.get("/v1/prices?provider=lab&model=m");
    return new BigDecimal(prices.is(200).at("/items/0/unit_prices/input_mtok"));
  }

  private static BigDecimal limit(Api node, String budget) {
    return new BigDecimal(node.get("/v1/budgets/" + budget + "/status").is(200).at("/limit"));
  }

  private static BigDecimal spent(Api node) {
    String path = "/v1/spend?scope=organization:acme&period=total";
    return new BigDecimal(node.get(path, "Trueup-Max-Staleness", "0").is(200).at("/cost"));
  }
}
