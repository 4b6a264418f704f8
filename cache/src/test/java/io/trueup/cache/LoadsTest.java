package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadsTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  private CoherentCache<String, Long> cache(Loader<String, Long> loader, CachePolicy policy) {
    return node.caches.<String, Long>cache("c", FakeLog::own).policy(policy).build(loader);
  }

  private CoherentCache<String, Long> cache(Loader<String, Long> loader) {
    return cache(loader, CachePolicy.DEFAULT);
  }

  @Test
  @SuppressWarnings("NullAway") // it does not follow a nullable type argument
  void anAbsentValueIsCachedAndGoesByItsTags() {
    AtomicReference<@Nullable String> row = new AtomicReference<>();
    CoherentCache<String, @Nullable String> names =
        node.caches.<String, @Nullable String>cache("n", FakeLog::own).build(key -> row.get());
    assertThat(names.get("a")).isNull();
    row.set("there");
    assertThat(names.get("a")).isNull();
    assertThat(names.statistics().loads()).isOne();
    node.hears(() -> log.spend("a", 1));
    assertThat(names.get("a")).isEqualTo("there");
  }

  @Test
  void valueTagsCount() {
    CoherentCache<String, Long> totals =
        node.caches
            .<String, Long>cache("v", FakeLog::own)
            .valueTags((key, value) -> Tags.of("value:" + value))
            .build(log::total);
    totals.get("a");
    node.hears(() -> log.append(Tags.of("value:0"), "x"));
    totals.get("a");
    assertThat(totals.statistics().misses(MissCause.CHANGED)).isOne();
    assertThat(totals.entriesWith(Tags.of("value:0"))).isOne();
  }

  @Test
  void manyReadersShareOneLoad() {
    CoherentCache<String, Long> totals = node.totals();
    Schedule.Gate gate = new Schedule.Gate();
    node.afterLoad = gate;
    List<Schedule.Running<Long>> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      readers.add(go(() -> totals.get("a")));
    }
    Schedule.until(() -> totals.statistics().joins() == 7);
    gate.open();
    readers.forEach(reader -> assertThat(reader.get()).isZero());
    assertThat(totals.statistics().loads()).isOne();
  }

  @Test
  void aFailedLoadReachesAllAndIsNotCached() {
    Schedule.Gate gate = new Schedule.Gate();
    AtomicInteger calls = new AtomicInteger();
    CoherentCache<String, Long> totals =
        cache(
            key -> {
              if (calls.incrementAndGet() == 1) {
                gate.run();
                throw new IOException("broken");
              }
              return 1L;
            });
    Schedule.Running<Long> leader = go(() -> totals.get("a"));
    gate.awaitArrival();
    Schedule.Running<Long> joiner = go(() -> totals.get("a"));
    Schedule.until(() -> totals.statistics().joins() == 1);
    gate.open();
    for (Throwable failure : List.of(leader.failure(), joiner.failure())) {
      assertThat(failure).isInstanceOf(LoadException.class).hasRootCauseMessage("broken");
    }
    assertThat(totals.loadsInFlight()).isZero();
    assertThat(totals.get("a")).isOne();
    assertThat(totals.statistics().loadFailures()).isOne();
  }

  @Test
  void anErrorReleasesTheFlight() {
    AtomicInteger calls = new AtomicInteger();
    CoherentCache<String, Long> totals =
        cache(
            key -> {
              if (calls.incrementAndGet() == 1) {
                throw new AssertionError("broken");
              }
              return 1L;
            });
    assertThatThrownBy(() -> totals.get("a")).isInstanceOf(AssertionError.class);
    assertThat(totals.loadsInFlight()).isZero();
    assertThat(totals.get("a")).isOne();
  }

  @Test
  void aLoadThatReadsItsOwnKeyIsRefused() {
    AtomicReference<CoherentCache<String, Long>> self = new AtomicReference<>();
    CoherentCache<String, Long> totals = cache(key -> Objects.requireNonNull(self.get()).get(key));
    self.set(totals);
    assertThatThrownBy(() -> totals.get("a")).rootCause().hasMessageContaining("its own key");
  }

  @Test
  void whoWaitedLongEnoughLoadsAtOnce() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withLoadTimeoutHard(Duration.ofMillis(50)));
    Schedule.Gate gate = new Schedule.Gate();
    AtomicInteger calls = new AtomicInteger();
    node.afterLoad =
        () -> {
          if (calls.incrementAndGet() == 1) {
            gate.run();
          }
        };
    Schedule.Running<Long> leader = go(() -> totals.get("a"));
    gate.awaitArrival();
    assertThat(totals.get("a")).isZero();
    assertThat(totals.statistics().joins()).isOne();
    gate.open();
    leader.get();
  }

  @Test
  void anInterruptedLeaderFailsNobodyElse() {
    Schedule.Gate gate = new Schedule.Gate();
    AtomicInteger calls = new AtomicInteger();
    CoherentCache<String, Long> totals =
        cache(
            key -> {
              if (calls.incrementAndGet() == 1) {
                gate.run();
                throw new InterruptedException("stop");
              }
              return 1L;
            });
    Schedule.Running<Long> leader = go(() -> totals.get("a"));
    gate.awaitArrival();
    Schedule.Running<Long> joiner = go(() -> totals.get("a"));
    Schedule.until(() -> totals.statistics().joins() == 1);
    gate.open();
    assertThat(leader.failure()).isInstanceOf(LoadException.class);
    assertThat(joiner.get()).isOne();
  }

  @Test
  void missesHaveTheirCauses() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withTtl(Duration.ofSeconds(1)).withMaxEntries(1));
    totals.get("a");
    node.hears(() -> log.spend("a", 1));
    totals.get("a");
    node.ticker.advance(Duration.ofSeconds(1));
    totals.get("a");
    for (String other : List.of("b", "c", "d", "a")) {
      totals.get(other);
    }
    CacheStatistics statistics = totals.statistics();
    assertThat(statistics.misses(MissCause.CHANGED)).isOne();
    assertThat(statistics.misses(MissCause.EXPIRED)).isOne();
    assertThat(statistics.misses(MissCause.COLD)).isEqualTo(4);
    assertThat(statistics.misses(MissCause.EVICTED)).isOne();
    assertThat(statistics.size()).isOne();
    assertThat(statistics.evictions()).isEqualTo(4);
  }

  @Test
  void nothingIsKeptWhereTheCacheIsOff() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withStrategy(Strategy.OFF));
    totals.get("a");
    log.spend("a", 5);
    Answer<Long> answer = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(answer).isEqualTo(new Answer<>(5L, Outcome.BYPASS, null, Duration.ZERO));
    assertThat(totals.statistics().misses(MissCause.BYPASSED)).isEqualTo(2);
    assertThat(totals.statistics().size()).isZero();
  }

  @Test
  void byTimeAloneAChangeIsNotSeenUntilTheEntryExpires() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withTtl(Duration.ofSeconds(60)).withStrategy(Strategy.TTL));
    totals.get("a");
    node.hears(() -> log.spend("a", 5));
    node.ticker.advance(Duration.ofSeconds(59));
    Answer<Long> old = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(old).isEqualTo(new Answer<>(0L, Outcome.HIT, null, Duration.ofSeconds(59)));
    node.ticker.advance(Duration.ofSeconds(1));
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(totals.statistics().misses(MissCause.EXPIRED)).isOne();
  }

  @Test
  void twoCachesOfOneNameAreRefused() {
    cache(key -> 1L);
    assertThatThrownBy(() -> cache(key -> 1L)).isInstanceOf(IllegalArgumentException.class);
  }
}
