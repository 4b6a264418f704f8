package io.trueup.server.replay;

import io.trueup.server.replay.UsageFile.Body;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * Sends batches. A batch whose answer got lost is sent again as it was: records are idempotent by
 * request id, so what had been recorded comes back as a duplicate. Tries are bounded.
 */
/** A client of a server's usage endpoint. One thread. */
final class UsageClient {
  private static final int TRIES = 5;
  private static final int TOO_BUSY = 503;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final long LONGEST_PAUSE_SECONDS = 30;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI batches;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  UsageClient(URI server) {
    String base = server.toString();
    this.batches = URI.create((base.endsWith("/") ? base : base + "/") + "v1/usage/batch");
  }

  /**
   * Has the bodies recorded; what the server says of each, in order.
   *
   * @throws ServerNotReachedException if it does not answer, or stays too busy
   * @throws ServerRefusedException if it refuses the batch as a whole
   */
  List<JsonNode> record(List<Body> bodies) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(batches)
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/x-ndjson")
            .POST(
                BodyPublishers.ofString(
                    bodies.stream().map(Body::json).collect(Collectors.joining("\n", "", "\n"))))
            .build();
    return results(answerTo(request), bodies.size());
  }

  private HttpResponse<String> answerTo(HttpRequest request) throws InterruptedException {
    String reason = "";
    for (int i = 0; i < TRIES; i++) {
      Duration pause = PAUSE;
      try {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != TOO_BUSY) {
          return answer;
        }
        reason = "it is too busy";
        pause = retryAfter(answer);
      } catch (IOException e) {
        reason = e.getClass().getSimpleName() + " " + e.getMessage();
      }
      if (i < TRIES - 1) {
        LockSupport.parkNanos(pause.toNanos());
      }
    }
    throw new ServerNotReachedException(batches, TRIES, reason);
  }

  private static Duration retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST_PAUSE_SECONDS)))
        .orElse(PAUSE);
  }

  private List<JsonNode> results(HttpResponse<String> answer, int expected) {
    if (answer.statusCode() != 200) {
      throw new ServerRefusedException(batches, answer.statusCode(), answer.body());
    }
    try {
      List<JsonNode> results = JSON.readTree(answer.body()).path("results").valueStream().toList();
      if (results.size() == expected) {
        return results;
      }
    } catch (JacksonException e) {
      throw new ServerRefusedException(batches, answer.statusCode(), "no JSON: " + answer.body());
    }
    throw new ServerRefusedException(
        batches, answer.statusCode(), "not one result for each body: " + answer.body());
  }
}
