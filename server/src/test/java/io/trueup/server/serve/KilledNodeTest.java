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
   * back.
   */
  @Test
  void b5ManyThreadsLoseNothingThoughANodeIsKilled() throws Exception {
    Api before = new Api(killed.url());
    String budget = budget(before, "ann", "10");
    price(before, "7");
    assertThat(limit(survivor, budget)).isEqualByComparingTo("10");
    recordWhileItIsKilled(before);
    patch(survivor, budget, "11");
    price(survivor, "9");
    killed = startAnew();
    for (Api node : List.of(new Api(killed.url()), survivor)) {
      assertThat(spent(node)).isEqualByComparingTo("0.4");
      assertThat(limit(node, budget)).isEqualByComparingTo("11");
      assertThat(price(node)).isEqualByComparingTo("9");
    }
    seesTheNextChanges(new Api(killed.url()), budget);
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
