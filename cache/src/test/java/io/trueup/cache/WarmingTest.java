package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.spi.HotKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmingTest {
  private static final CachePolicy WARM = CachePolicy.DEFAULT.withWarm(true);
  private static final CachePolicy CRITICAL = WARM.withCritical(true);
  private static final WarmingBudget BUDGET =
      new WarmingBudget(1, 1_000_000, Duration.ofMinutes(1));
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final class Kept implements HotKeys {
    final Map<String, List<String>> lists = new ConcurrentHashMap<>();
    volatile boolean failing;
    int saves;

    @Override
    public List<String> load(String cache) {
      check();
      return lists.getOrDefault(cache, List.of());
    }

    @Override
    public void save(String cache, List<String> keys) {
      check();
      saves++;
      lists.put(cache, keys);
    }

    private void check() {
      if (failing) {
        throw new IllegalStateException("disk full");
      }
    }
  }

  private final FakeLog log = FakeLog.shared();
  private final Kept kept = new Kept();
  private final Node node = new Node(log, b -> b.hotKeys(kept));
  private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  private static String account(String text) {
    if (text.startsWith("?")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private CoherentCache<String, Long> cache(
      Node on, String name, CachePolicy policy, Supplier<? extends Collection<String>> declared) {
    return on.caches
        .<String, Long>cache(name, FakeLog::own)
        .policy(policy)
        .keys(KeyCodec.of(key -> key, WarmingTest::account))
        .declared(declared)
        .build(
            key -> {
              loaded.add(name + ":" + key);
              if (key.startsWith("broken")) {
                throw new IllegalStateException(key);
              }
              long total = log.total(key);
              on.afterLoad.run();
              return total;
            });
  }

  private CoherentCache<String, Long> cache(CachePolicy policy, String... declared) {
    return cache(node, "c", policy, () -> List.of(declared));
  }

  private WarmingRun warmed(String... names) {
    WarmingRun run = node.caches.warm(List.of(names), BUDGET);
    assertThat(run.await(PATIENCE)).isTrue();
    return run;
  }

  @Test
  void theHottestThenTheDeclaredAreLoadedCachesInTurns() {
    kept.lists.put("c", List.of("h1", "h2", "?gone", "a"));
    cache(node, "c", WARM, () -> List.of("a", "b"));
    cache(node, "d", WARM, () -> List.of("x"));
    WarmingRun run = warmed("c", "d");
    assertThat(loaded).containsExactly("c:h1", "d:x", "c:h2", "c:a", "c:b");
    assertThat(run.state()).isEqualTo(WarmingRun.State.DONE);
    assertThat(run.planned()).isEqualTo(5);
    assertThat(run.done()).isEqualTo(5);
    assertThat(run.failed()).isZero();
  }

  @Test
  void whatIsWarmIsNotLoadedAgain() {
    CoherentCache<String, Long> totals = cache(WARM, "a", "b");
    totals.get("a");
    WarmingRun run = warmed("c");
    assertThat(run.done()).isEqualTo(2);
    assertThat(loaded).containsExactly("c:a", "c:b");
    assertThat(totals.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.statistics().missCount()).as("warming is no read").isOne();
  }

  @Test
  void aKeyThatFailsIsCountedAndStopsNothing() {
    cache(CRITICAL, "broken", "a", "b");
    WarmingRun run = warmed("c");
    assertThat(run.failed()).isOne();
    assertThat(run.done()).isEqualTo(2);
    assertThat(run.state()).isEqualTo(WarmingRun.State.DONE);
    assertThat(node.caches.isWarm()).isTrue();
  }

  @Test
  void whereEverythingFailsItFailsAndTheNodeIsNotWarm() {
    cache(CRITICAL, "broken1", "broken2");
    assertThat(warmed("c").state()).isEqualTo(WarmingRun.State.FAILED);
    assertThat(node.caches.isWarm()).isFalse();
  }

  @Test
  void whatCannotBeFoundOutFailsOnlyItsCache() {
    cache(
        node,
        "c",
        CRITICAL,
        () -> {
          throw new IllegalStateException("database away");
        });
    CoherentCache<String, Long> other = cache(node, "d", WARM, () -> List.of("a"));
    WarmingRun run = warmed("c", "d");
    assertThat(run.state()).isEqualTo(WarmingRun.State.FAILED);
    assertThat(run.failed()).isOne();
    assertThat(other.statistics().size()).isOne();
    assertThat(node.caches.isWarm()).isFalse();
  }

  @Test
  void theNodeIsWarmOnceAllThatIsCriticalWas() {
    cache(node, "c", CRITICAL, () -> List.of("a"));
    cache(node, "d", CRITICAL, List::of);
    CoherentCache<String, Long> later = cache(node, "e", WARM, () -> List.of("a"));
    assertThat(node.caches.isWarm()).isFalse();
    warmed("c");
    assertThat(node.caches.isWarm()).isFalse();
    warmed("d");
    assertThat(node.caches.isWarm()).isTrue();
    later.policy(CRITICAL);
    assertThat(node.caches.isWarm()).as("a running node stays ready").isTrue();
  }

  @Test
  void loadsBeginNoFasterThanTheBudgetSays() {
    cache(WARM, "a", "b", "d");
    WarmingRun run =
        node.caches.warm(List.of("c"), new WarmingBudget(2, 10, Duration.ofMinutes(1)));
    for (int i = 1; i <= 3; i++) {
      int count = i;
      Schedule.until(() -> run.done() == count);
      node.ticker.advanceMillis(90);
      assertThat(run.await(i == 3 ? PATIENCE : Duration.ofMillis(20))).isEqualTo(i == 3);
      assertThat(run.done()).isEqualTo(count);
      node.ticker.advanceMillis(10);
    }
    assertThat(run.elapsed()).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
  }

  @Test
  void whenItsTimeHasPassedItEndsThoughALoadHangs() {
    Schedule.Gate gate = new Schedule.Gate();
    node.afterLoad = gate;
    cache(WARM, "a", "b");
    WarmingRun run =
        node.caches.warm(List.of("c"), new WarmingBudget(1, 10, Duration.ofSeconds(1)));
    gate.awaitArrival();
    assertThat(run.state()).isEqualTo(WarmingRun.State.RUNNING);
    node.ticker.advance(Duration.ofSeconds(1));
    assertThat(run.await(PATIENCE)).isTrue();
    gate.open();
    assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(loaded).containsExactly("c:a");
    Schedule.until(() -> run.done() == 1);
  }

  @Test
  void theHottestKeysOutliveTheNodeAndAreMergedWithThoseBefore() {
    kept.lists.put("c", List.of("old", "a"));
    CoherentCache<String, Long> totals = cache(WARM);
    IntStream.range(0, 50).forEach(i -> totals.get("hot"));
    totals.get("a");
    node.caches.close();
    assertThat(kept.lists.get("c"))
        .containsExactlyInAnyOrder("hot", "a", "old")
        .last()
        .isEqualTo("old");
    try (Node next = new Node(log, b -> b.hotKeys(kept))) {
      cache(next, "c", WARM, List::of);
      loaded.clear();
      assertThat(next.caches.warm(List.of("c"), BUDGET).await(PATIENCE)).isTrue();
      assertThat(loaded).hasSize(3).last().isEqualTo("c:old");
    }
  }

  @Test
  void theHottestKeysAreKeptEvery30SecondsIfTheyChanged() {
    CoherentCache<String, Long> totals = cache(WARM);
    totals.get("a");
    node.caches.upkeep().turn();
    assertThat(kept.saves).isZero();
    for (int i = 0; i < 3; i++) {
      node.ticker.advance(Upkeep.SAVING);
      node.caches.upkeep().turn();
      assertThat(kept.saves).isOne();
    }
    totals.get("b");
    node.ticker.advance(Upkeep.SAVING);
    node.caches.upkeep().turn();
    assertThat(kept.saves).isEqualTo(2);
    assertThat(kept.lists.get("c")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void keysThatCannotBeKeptAreCountedAndWarmingGoesOn() {
    kept.failing = true;
    CoherentCache<String, Long> totals = cache(WARM, "a");
    assertThat(warmed("c").done()).isOne();
    assertThat(node.caches.statistics().hotKeyFailures()).isOne();
    node.ticker.advance(Upkeep.SAVING);
    assertThatThrownBy(() -> node.caches.upkeep().turn()).isInstanceOf(CacheException.class);
    assertThat(node.caches.statistics().hotKeyFailures()).isEqualTo(2);
    assertThat(totals.get("a")).isZero();
  }

  private static List<String> accounts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
  }

  @Test
  void afterABulkInvalidationTheHotOnesAreReloaded() {
    CoherentCache<String, Long> totals = cache(WARM);
    accounts(40).forEach(totals::get);
    loaded.clear();
    node.hears(() -> accounts(3).forEach(key -> log.spend(key, 1)));
    node.caches.upkeep().turn();
    assertThat(loaded).as("a few changes are not many").isEmpty();
    node.hears(() -> accounts(20).forEach(key -> log.spend(key, 1)));
    node.ticker.advance(HotEntries.BULK_CHECK);
    node.caches.upkeep().turn();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(loaded).hasSize(20);
  }

  @Test
  void afterEverythingChangedTheHotOnesAreReloaded() {
    CoherentCache<String, Long> totals = cache(WARM);
    totals.get("a");
    totals.get("b");
    node.caches.upkeep().turn();
    loaded.clear();
    node.hears(() -> log.append(Tags.none(), new EverythingChanged()));
    assertThat(totals.statistics().size()).isZero();
    node.caches.upkeep().turn();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(loaded).containsExactlyInAnyOrder("c:a", "c:b");
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
  }

  @Test
  void foldableChangesAreNoBulkInvalidation() {
    CoherentCache<String, Long> sums =
        node.caches
            .<String, Long>cache("sums", FakeLog::own)
            .policy(WARM.withStrategy(Strategy.FOLD))
            .declared(List::of)
            .fold(FakeLog.Spent.class, (key, total, facts) -> total)
            .buildSnapshot(log::snapshot);
    accounts(20).forEach(sums::get);
    node.hears(() -> accounts(20).forEach(key -> log.spend(key, 1)));
    node.caches.upkeep().turn();
    assertThat(sums.statistics().loads()).isEqualTo(20);
    node.hears(() -> accounts(20).forEach(key -> log.correct(key, 1)));
    node.ticker.advance(HotEntries.BULK_CHECK);
    node.caches.upkeep().turn();
    Schedule.until(() -> sums.loadsInFlight() == 0);
    assertThat(sums.statistics().loads()).isEqualTo(40);
  }

  @Test
  void unknownCachesAndTooManyRunsAreRefused() {
    Schedule.Gate gate = new Schedule.Gate();
    node.afterLoad = gate;
    cache(WARM, "a");
    assertThatThrownBy(() -> node.caches.warm(List.of("nope"), BUDGET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nope");
    List<WarmingRun> runs = new ArrayList<>();
    runs.add(node.caches.warm(List.of("c"), BUDGET));
    gate.awaitArrival();
    node.caches.reset();
    Schedule.Gate others = new Schedule.Gate();
    node.afterLoad = others;
    for (int i = 0; i < 3; i++) {
      node.caches.reset();
      runs.add(node.caches.warm(List.of("c"), BUDGET));
      int count = i + 2;
      Schedule.until(() -> loaded.size() == count);
    }
    assertThatThrownBy(() -> node.caches.warm(List.of("c"), BUDGET))
        .isInstanceOf(IllegalStateException.class);
    gate.open();
    others.open();
    runs.forEach(run -> assertThat(run.await(PATIENCE)).isTrue());
  }

  @Test
  void aBudgetOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new WarmingBudget(0, 1, PATIENCE)).hasMessageContaining("concurrency");
    assertThatThrownBy(() -> new WarmingBudget(65, 1, PATIENCE))
        .hasMessageContaining("concurrency");
    assertThatThrownBy(() -> new WarmingBudget(1, 0, PATIENCE))
        .hasMessageContaining("loadsPerSecond");
    assertThatThrownBy(() -> new WarmingBudget(1, 1, Duration.ZERO))
        .hasMessageContaining("timeLimit");
  }
}
