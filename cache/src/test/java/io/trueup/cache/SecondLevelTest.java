package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondLevelTest {
  private static final class FakeLevel implements SecondLevel {
    final Map<SecondLevelKey, SecondLevelEntry> kept = new ConcurrentHashMap<>();
    Duration lastTtl = Duration.ZERO;
    boolean failing;

    @Override
    public @Nullable SecondLevelEntry get(SecondLevelKey key) {
      check();
      return kept.get(key);
    }

    @Override
    public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
      check();
      kept.put(key, entry);
      lastTtl = ttl;
    }

    private void check() {
      if (failing) {
        throw new CacheException("down", null);
      }
    }

    @Override
    public void close() {}
  }

  private static final class Text implements ValueCodec<Long> {
    @Override
    public byte[] encode(Long value) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Long decode(byte[] bytes) {
      return Long.valueOf(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public String schema() {
      return "1";
    }
  }

  private static final SecondLevelKey KEY = new SecondLevelKey("c", "1", "a");

  private final FakeLog log = FakeLog.shared();
  private final FakeLevel level = new FakeLevel();
  private final Node a = new Node(log, b -> b.secondLevel(level));
  private final Node b = new Node(log, b -> b.secondLevel(level));
  private final CoherentCache<String, Long> onA = cache(a, CachePolicy.DEFAULT);
  private final CoherentCache<String, Long> onB = cache(b, CachePolicy.DEFAULT);

  private CoherentCache<String, Long> cache(Node node, CachePolicy policy) {
    return node.caches
        .<String, Long>cache("c", FakeLog::own)
        .policy(policy.withLevelTwo(true))
        .keys(KeyCodec.of(key -> key, text -> text))
        .secondLevel(new Text())
        .build(log::total);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    a.close();
    b.close();
  }

  private void both() {
    a.caches.catchUp();
    b.caches.catchUp();
  }

  private long loadsOfB() {
    return onB.statistics().loads();
  }

  private void plant(String incarnation, long upTo, long nothingAfter, UUID id, long value) {
    level.kept.put(
        KEY,
        new SecondLevelEntry(
            new Incarnation(incarnation),
            new Position(upTo),
            new Position(nothingAfter),
            id,
            new Text().encode(value)));
  }

  @Test
  void whatOneNodeLoadedTheOtherPromotes() {
    log.spend("a", 5);
    both();
    onA.get("a");
    assertThat(onB.get("a")).isEqualTo(5);
    assertThat(loadsOfB()).isZero();
    assertThat(onB.statistics().secondLevelHits()).isOne();
    assertThat(onB.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
  }

  @Test
  void aNodeThatHasSeenNoChangeSharesToo() {
    onA.get("a");
    onB.get("a");
    assertThat(loadsOfB()).isZero();
  }

  @Test
  void aPromotedValueIsAsOldAsTheNode() {
    onA.get("a");
    b.ticker.advanceMillis(100);
    assertThat(onB.read("a", ReadRequest.BY_POLICY).age()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aValueWhoseTagChangedSinceIsRefused() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.spend("a", 1);
    b.caches.catchUp();
    assertThat(onB.get("a")).isEqualTo(6);
    assertThat(loadsOfB()).isOne();
  }

  @Test
  void aStrictReadOfAColdNodeIsNeverOld() {
    onA.get("a");
    log.spend("a", 5);
    assertThat(onB.read("a", ReadRequest.STRICT).value()).isEqualTo(5);
  }

  @Test
  void aValueAboveTheHorizonIsCaughtUpToFirst() {
    log.spend("a", 5);
    a.caches.catchUp();
    onA.get("a");
    assertThat(b.caches.horizon()).isEqualTo(Position.GENESIS);
    assertThat(onB.get("a")).isEqualTo(5);
    assertThat(loadsOfB()).isZero();
    assertThat(b.caches.horizon()).isEqualTo(new Position(1));
  }

  @Test
  void aWrongIdIsRefused() {
    log.spend("a", 5);
    both();
    plant("first", 1, 1, new UUID(1, 2), 99);
    assertThat(onB.get("a")).isEqualTo(5);
  }

  @Test
  void anotherIncarnationIsRefused() {
    log.spend("a", 5);
    both();
    plant("second", 1, 1, log.idAt(1), 99);
    assertThat(onB.get("a")).isEqualTo(5);
  }

  @Test
  void aTrueEntryIsTakenAsThePlantedOnesWouldBe() {
    log.spend("a", 5);
    both();
    plant("first", 1, 1, log.idAt(1), 99);
    assertThat(onB.get("a")).isEqualTo(99);
  }

  @Test
  void whatIsOlderThanTheNodesKnowledgeIsRefused() {
    log.spend("a", 5);
    log.spend("b", 5);
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      plant("first", 1, 1, log.idAt(1), 99);
      assertThat(cache(late, CachePolicy.DEFAULT).get("a")).isEqualTo(5);
    }
  }

  @Test
  void aFailingLevelIsCountedAndHarmless() {
    level.failing = true;
    assertThat(onA.get("a")).isZero();
    assertThat(onA.statistics().secondLevelFailures()).isEqualTo(2);
  }

  @Test
  void bytesThatCanNotBeDecodedAreLoaded() {
    log.spend("a", 5);
    both();
    level.kept.put(
        KEY,
        new SecondLevelEntry(
            new Incarnation("first"),
            new Position(1),
            new Position(1),
            log.idAt(1),
            new byte[] {'x'}));
    assertThat(onB.get("a")).isEqualTo(5);
    assertThat(onB.statistics().secondLevelFailures()).isOne();
  }

  @Test
  void aTimeToLiveHoldsInTheSecondLevelToo() {
    try (Node node = new Node(log, builder -> builder.secondLevel(level))) {
      cache(node, CachePolicy.DEFAULT.withTtl(Duration.ofSeconds(7))).get("a");
      assertThat(level.lastTtl).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void aValueLoadedInATransactionIsNotShared() {
    a.transactions.begin();
    a.transactions.spend("a", 5);
    onA.get("a");
    a.transactions.rollback();
    assertThat(level.kept).isEmpty();
  }
}
