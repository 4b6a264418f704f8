package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults that other caches were seen to have, by the number under which we keep them. */
class FieldScenariosTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);
  private final Schedule.Gate gate = new Schedule.Gate();

  @AfterEach
  void nothingIsLeftBehind() {
    gate.open();
    node.close();
  }

  /** The loader has read and stands at the gate; a change commits and is applied; it goes on. */
  private void commitWhileItStands(CoherentCache<String, Long> cache) {
    gate.awaitArrival();
    node.hears(() -> log.spend("a", 5));
    gate.open();
    Schedule.until(() -> cache.loadsInFlight() == 0);
  }

  private static void hasTheNewValueOnly(CoherentCache<String, Long> cache) {
    assertThat(cache.entries(null, 9)).as("the late load was not kept").isEmpty();
    assertThat(cache.get("a")).isEqualTo(5);
  }

  @Test
  void g1ALoadThatAReaderBegan() {
    CoherentCache<String, Long> totals = node.totals();
    node.afterLoad = gate;
    Schedule.Running<Long> reader = go(() -> totals.get("a"));
    commitWhileItStands(totals);
    assertThat(reader.get()).as("it came before the change").isZero();
    hasTheNewValueOnly(totals);
  }

  @Test
  void g1ALoadWithATimeOut() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withLoadTimeoutSoft(Duration.ofMillis(1)));
    node.afterLoad = gate;
    Schedule.Running<Long> reader = go(() -> totals.get("a"));
    commitWhileItStands(totals);
    reader.get();
    hasTheNewValueOnly(totals);
  }

  @Test
  void g1ABackgroundRefresh() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withStrategy(Strategy.REFRESH));
    totals.get("a");
    node.hears(() -> log.correct("a", 0));
    node.afterLoad = gate;
    node.caches.upkeep().turn();
    commitWhileItStands(totals);
    node.ticker.advance(Duration.ofSeconds(1));
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void g1ARevalidation() {
    CoherentCache<String, Long> totals = node.totals(OldValuesTest.SWR);
    totals.get("a");
    node.ticker.advanceMillis(10);
    node.caches.catchUp();
    node.hears(() -> log.correct("a", 0));
    node.afterLoad = gate;
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.STALE);
    commitWhileItStands(totals);
    node.ticker.advance(Duration.ofSeconds(1));
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void g1Warming() {
    CoherentCache<String, Long> totals =
        node.caches
            .<String, Long>cache("warm", FakeLog::own)
            .policy(CachePolicy.DEFAULT.withWarm(true))
            .declared(() -> List.of("a"))
            .build(
                key -> {
                  long total = log.total(key);
                  node.afterLoad.run();
                  return total;
                });
    node.afterLoad = gate;
    WarmingRun run =
        node.caches.warm(List.of("warm"), new WarmingBudget(1, 1, Duration.ofMinutes(1)));
    commitWhileItStands(totals);
    assertThat(run.await(Duration.ofSeconds(10))).isTrue();
    hasTheNewValueOnly(totals);
  }

  private static final class Level implements SecondLevel {
    final Map<SecondLevelKey, SecondLevelEntry> kept = new ConcurrentHashMap<>();
    volatile Runnable afterGet = () -> {};

    @Override
    public @Nullable SecondLevelEntry get(SecondLevelKey key) {
      SecondLevelEntry found = kept.get(key);
      afterGet.run();
      return found;
    }

    @Override
    public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
      kept.put(key, entry);
    }

    @Override
    public void close() {}
  }

  private static final class Bytes implements ValueCodec<Long> {
    @Override
    public byte[] encode(Long value) {
      return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Long decode(byte[] bytes) {
      return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public String schema() {
      return "1";
    }
  }

  private static CoherentCache<String, Long> shared(Node on, FakeLog log) {
    return on.caches
        .<String, Long>cache("shared", FakeLog::own)
        .policy(CachePolicy.DEFAULT.withLevelTwo(true))
        .keys(KeyCodec.of(key -> key, text -> text))
        .secondLevel(new Bytes())
        .build(log::total);
  }

  @Test
  void g1APromotionFromTheSecondLevel() {
    Level level = new Level();
    try (Node one = new Node(log, b -> b.secondLevel(level));
        Node two = new Node(log, b -> b.secondLevel(level))) {
      shared(one, log).get("a");
      assertThat(level.kept).hasSize(1);
      CoherentCache<String, Long> promoted = shared(two, log);
      level.afterGet = gate;
      Schedule.Running<Long> reader = go(() -> promoted.get("a"));
      gate.awaitArrival();
      two.hears(() -> log.spend("a", 5));
      gate.open();
      reader.get();
      assertThat(promoted.get("a")).isEqualTo(5);
    }
  }

  /**
   * Entries are added under a tag while it is changed, 10 000 times: the change commits before the
   * load reads, after it has read, or when it is over, and this node hears of it at or after that.
   */
  @Test
  void g6EntriesAddedUnderATagThatIsBeingChanged() {
    assertThat(g6Survivors(Rules.ALL, 100)).isZero();
    Rules stampedAfter =
        new Rules() {
          @Override
          long stampOfLoad(long before, long after) {
            return after;
          }
        };
    assertThat(g6Survivors(stampedAfter, 1)).as("without the stamp").isPositive();
  }

  private static int g6Survivors(Rules rules, int rounds) {
    Random random = new Random(20261124);
    int survivors = 0;
    for (int round = 0; round < rounds; round++) {
      survivors += g6Round(rules, random);
    }
    return survivors;
  }

  private static int g6Round(Rules rules, Random random) {
    int wrong = 0;
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> entries = addedWhileChanging(node, random);
      List<String> added = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        added.add("key" + i);
        entries.get("key" + i);
        node.hears(() -> {});
        String any = added.get(random.nextInt(added.size()));
        node.afterLoad = () -> {};
        for (String key : List.of("key" + i, any)) {
          wrong += entries.get(key) == node.log.total("a") ? 0 : 1;
        }
        node.afterLoad = changing(node, random);
      }
    }
    return wrong;
  }

  private static Runnable changing(Node node, Random random) {
    int when = random.nextInt(4);
    return () -> {
      if (random.nextInt(3) == when) {
        node.log.spend("a", 1);
      }
      if (random.nextBoolean()) {
        node.caches.catchUp();
      }
    };
  }

  /** The hook runs before it reads and after. */
  private static CoherentCache<String, Long> addedWhileChanging(Node node, Random random) {
    node.afterLoad = changing(node, random);
    return node.caches
        .<String, Long>cache("g6", key -> FakeLog.own("a"))
        .build(
            key -> {
              node.afterLoad.run();
              long total = node.log.total("a");
              node.afterLoad.run();
              return total;
            });
  }
}
