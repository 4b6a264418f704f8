package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.ScenarioServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code CacheConsistencyTest} is in the process, over HTTP: random changes, and answers that
 * must be what the test itself has counted. {@code -Dtrueup.walk.steps=N} walks longer.
 */
class CacheConsistencyOverHttpTest {
  private static final int STEPS = Integer.getInteger("trueup.walk.steps", 60);
  private static final int WALKS = 4;

  private static ScenarioServer server;

  @BeforeAll
  static void start() {
    server = ScenarioServer.inProfile("prod");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ConsistencyWalk walk(long seed, String organization) {
    return new ConsistencyWalk(List.of(server.api()), organization, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyAnswerIsWhatWasAcknowledged(long seed) {
    ConsistencyWalk walk = walk(seed, "alone-" + seed);
    walk.take(STEPS);
    assertThat(walk.answers()).containsKeys("hit", "miss", "fold");
  }

  @Test
  void alsoWhileOthersChangeTheirsAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WALKS);
    try {
      List<Future<?>> walks = new ArrayList<>();
      for (int i = 0; i < WALKS; i++) {
        ConsistencyWalk walk = walk(i, "beside-" + i);
        walks.add(threads.submit(() -> walk.take(STEPS)));
      }
      for (Future<?> each : walks) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
