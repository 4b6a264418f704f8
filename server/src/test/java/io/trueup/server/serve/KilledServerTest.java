package io.trueup.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.Reply;
import io.trueup.server.scenarios.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** F1: what was acknowledged over HTTP is there after {@code kill -9}. */
class KilledServerTest {
  private static final int CLIENTS = 4;
  private static final int BEFORE_THE_KILL = 200;

  @TempDir private Path data;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();

  private interface Start {
    ServerProcess server() throws IOException;
  }

  @Test
  void whatWasAcknowledgedSurvivesAKilledServer() throws Exception {
    killAndCheck(() -> ServerProcess.start(data));
  }

  @Test
  void theSameOnPostgres() throws Exception {
    Map<String, String> user =
        Map.of("TRUEUP_DB_USERNAME", Postgres.APPLICATION, "TRUEUP_DB_PASSWORD", Postgres.PASSWORD);
    try (Postgres postgres = Postgres.ofApplication()) {
      killAndCheck(() -> ServerProcess.start(data, user, "--db", postgres.url()));
    }
  }

  private void killAndCheck(Start start) throws Exception {
    try (ServerProcess server = start.server()) {
      recordUntilKilled(server);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
    try (ServerProcess server = start.server()) {
      Api api = new Api(server.url());
      for (String requestId : acknowledged) {
        JsonNode found =
            api.get("/v1/usage?organization=acme&request_id=" + requestId).json().required("items");
        assertThat(found).as(requestId).hasSize(1);
      }
      assertSumsAgree(api);
    }
  }

  private void recordUntilKilled(ServerProcess server) throws InterruptedException {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    CountDownLatch enough = new CountDownLatch(BEFORE_THE_KILL);
    for (int i = 0; i < CLIENTS; i++) {
      clients.execute(() -> recordOneByOne(new Api(server.url()), enough));
    }
    assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    server.kill();
    clients.shutdown();
    assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Ends with the first request that gets no answer. */
  private void recordOneByOne(Api api, CountDownLatch enough) {
    while (true) {
      String requestId = "kill-" + next.incrementAndGet();
      try {
        Reply reply = api.post("/v1/usage", usage(requestId));
        if (reply.status() != 201) {
          throw new IllegalStateException(reply.text());
        }
        acknowledged.add(requestId);
        enough.countDown();
      } catch (UncheckedIOException e) {
        return;
      }
    }
  }

  private static String usage(String requestId) {
    return """
        {"request_id": "%s", "organization": "acme", "user": "ann", "provider": "openai",
         "model": "gpt-4o", "usage": {"input_tokens": 374, "output_tokens": 44}}
        """
        .formatted(requestId);
  }

  /** One record costs 0.001375: what the sums say is a whole number of records, none lost. */
  private void assertSumsAgree(Api api) {
    JsonNode spend = api.get("/v1/spend?scope=organization:acme&period=total").json();
    int requests = spend.required("requests").asInt();
    assertThat(requests).isBetween(acknowledged.size(), next.get());
    assertThat(spend.required("cost").asString())
        .satisfies(
            cost ->
                assertThat(new BigDecimal(cost))
                    .isEqualByComparingTo(
                        new BigDecimal("0.001375").multiply(new BigDecimal(requests))));
  }
}
