package io.trueup.server.replay;

import io.trueup.server.replay.UsageFile.Body;
import io.trueup.spend.Money;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Sends a file's bodies to a server, batch by batch, and counts what became of them. */
final class Replay {
  private static final int MOST_PROBLEMS = 10;

  /**
   * What became of the bodies that were sent.
   *
   * @param recorded new records
   * @param duplicates recorded before
   * @param refused refused by the server
   * @param cost what new and earlier records cost together
   * @param problems the first of those refused, each with its line
   */
  record Result(long recorded, long duplicates, long refused, Money cost, List<String> problems) {
    long sent() {
      return recorded + duplicates + refused;
    }
  }

  private final UsageClient client;
  private final ProgressBar progress;
  private final int batchSize;
  private final List<Body> batch = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long recorded;
  private long duplicates;
  private long refused;
  private Money cost = Money.ZERO;

  Replay(UsageClient client, ProgressBar progress, int batchSize) {
    this.client = client;
    this.progress = progress;
    this.batchSize = batchSize;
  }

  Result run(UsageFile file) {
    try {
      file.forEach(this::add);
    } finally {
      send();
      progress.end();
    }
    return new Result(recorded, duplicates, refused, cost, List.copyOf(problems));
  }

  private void add(Body body) {
    batch.add(body);
    if (batch.size() == batchSize) {
      send();
    }
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    List<Body> sent = List.copyOf(batch);
    batch.clear();
    try {
      List<JsonNode> results = client.record(sent);
      for (int i = 0; i < sent.size(); i++) {
        count(sent.get(i), results.get(i));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    progress.at(recorded + duplicates + refused);
  }

  private void count(Body body, JsonNode result) {
    JsonNode problem = result.path("problem");
    if (!problem.isMissingNode()) {
      refused++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add("line " + body.line() + ": " + reason(problem));
      }
      return;
    }
    if (result.path("duplicate").asBoolean(false)) {
      duplicates++;
    } else {
      recorded++;
    }
    String costs = result.path("cost").asString("");
    cost = costs.isEmpty() ? cost : cost.plus(Money.of(costs));
  }

  private static String reason(JsonNode problem) {
    JsonNode detail = problem.path("detail");
    return (detail.isString() ? detail : problem.path("title")).asString("refused");
  }
}
