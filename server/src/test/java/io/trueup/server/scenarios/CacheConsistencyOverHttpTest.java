package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.ScenarioServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code CacheConsistencyTest} is in the process, over HTTP: random changes, and answers that
 * must be what the test itself has counted. {@code -Dwalk.steps=N} walks longer.
 */
@ParameterizedClass
@EnumSource
class CacheConsistencyOverHttpTest {
  private static final int STEPS = Integer.getInteger("walk.steps", 40);
  private static final int WALKS = 4;

  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static final List<Api> NODES = new ArrayList<>();

  private final Setting setting;

  CacheConsistencyOverHttpTest(Setting setting) {
    this.setting = setting;
  }

  enum Setting {
    H2,
    POSTGRESQL,
    TWO_NODES_ON_POSTGRESQL
  }

  @BeforeParameterizedClassInvocation
  static void start(Setting setting) {
    if (setting == Setting.H2) {
      add(ScenarioServer.inProfile("prod"));
      return;
    }
    Postgres postgres = Postgres.ofApplication();
    OPEN.add(postgres);
    add(ScenarioServer.inProfile("prod", postgres));
    if (setting == Setting.TWO_NODES_ON_POSTGRESQL) {
      add(ScenarioServer.inProfile("prod", postgres));
    }
  }

  private static void add(ScenarioServer server) {
    OPEN.add(0, server);
    NODES.add(server.api());
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
    OPEN.clear();
    NODES.clear();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyAnswerIsWhatWasAcknowledged(long seed) {
    ConsistencyWalk walk = new ConsistencyWalk(NODES, "alone-" + seed, seed);
    walk.take(STEPS);
    assertThat(walk.answers()).as("on %s", setting).containsKeys("hit", "miss", "fold");
  }

  @Test
  void alsoWhileOthersChangeTheirsAtTheSameTime() throws Exception {
    List<ConsistencyWalk> walks =
        IntStream.range(0, WALKS)
            .mapToObj(i -> new ConsistencyWalk(NODES, "beside-" + i, i))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(WALKS);
    try {
      join(walks.stream().map(walk -> threads.submit(() -> walk.take(STEPS))));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void join(Stream<? extends Future<?>> running)
      throws InterruptedException, ExecutionException {
    for (Future<?> each : running.toList()) {
      each.get();
    }
  }
}
