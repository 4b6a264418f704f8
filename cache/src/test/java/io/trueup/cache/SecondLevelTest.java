package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondLevelTest {
  private static final SecondLevelKey KEY =
      new SecondLevelKey(new Incarnation("first"), "c", "1", "a");

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
        .secondLevel(new LongAsText())
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
    level.plant(1, 1, new UUID(1, 2), 99);
    assertThat(onB.get("a")).isEqualTo(5);
  }

  @Test
  void aTrueEntryIsTakenAsThePlantedOnesWouldBe() {
    log.spend("a", 5);
    both();
    level.plant(1, 1, log.idAt(1), 99);
    assertThat(onB.get("a")).isEqualTo(99);
  }

  @Test
  void aRestartedNodeStartsWarm() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.spend("b", 5);
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      CoherentCache<String, Long> cache = cache(late, CachePolicy.DEFAULT);
      assertThat(cache.get("a")).isEqualTo(5);
      assertThat(cache.statistics().loads()).isZero();
    }
  }

  @Test
  void aRestartedNodeKnowsWhatChangedBeforeItsStart() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.spend("a", 1);
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      assertThat(cache(late, CachePolicy.DEFAULT).get("a")).isEqualTo(6);
    }
  }

  @Test
  void aNodeThatReadsItsStartInManyPagesKnowsItAll() {
    log.spend("a", 5);
    both();
    onA.get("a");
    for (int i = 0; i < 2 * Follower.PAGE + 10; i++) {
      log.spend("b", 1);
    }
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      CoherentCache<String, Long> cache = cache(late, CachePolicy.DEFAULT);
      assertThat(cache.get("a")).isEqualTo(5);
      assertThat(cache.statistics().loads()).isZero();
      assertThat(late.caches.horizon()).isEqualTo(log.last());
    }
  }

  private long plantedOn(Node late) {
    level.plant(1, 1, log.idAt(1), 99);
    try (late) {
      return cache(late, CachePolicy.DEFAULT).get("a");
    }
  }

  private Node bounded(Duration lifetime, int maxChanges) {
    SecondLevelBound bound = new SecondLevelBound(lifetime, maxChanges);
    return new Node(log, builder -> builder.secondLevel(level).secondLevelBound(bound));
  }

  @Test
  void whatIsOlderThanTheNodesKnowledgeIsRefused() {
    log.spend("a", 5);
    log.spend("b", 5);
    log.pass(Duration.ofMinutes(2));
    log.spend("b", 5);
    assertThat(plantedOn(bounded(Duration.ofMinutes(3), 16))).isEqualTo(99);
    assertThat(plantedOn(bounded(Duration.ofMinutes(1), 16))).isEqualTo(5);
  }

  @Test
  void noMoreOfTheLogIsReadAtTheStartThanTheBoundSays() {
    log.spend("a", 5);
    for (int i = 0; i < 20; i++) {
      log.spend("b", 5);
    }
    assertThat(plantedOn(bounded(Duration.ofHours(1), 21))).isEqualTo(99);
    assertThat(plantedOn(bounded(Duration.ofHours(1), 20))).isEqualTo(5);
  }

  @Test
  void theIdsOfRowsAreBoundedWhileTheNodeRuns() {
    Node node = bounded(Duration.ofHours(1), 16);
    log.spend("a", 5);
    for (int i = 0; i < 20; i++) {
      log.spend("b", 5);
    }
    node.caches.catchUp();
    assertThat(plantedOn(node)).isEqualTo(5);
  }

  @Test
  void aResetKnowsWhatWasBefore() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.spend("b", 1);
    b.caches.reset();
    assertThat(onB.get("a")).isEqualTo(5);
    assertThat(loadsOfB()).isZero();
  }

  @Test
  void afterAResetValuesOfTheOldHistoryAreRefused() {
    log.spend("b", 1);
    log.spend("a", 5);
    both();
    onA.get("a");
    log.restoreTo(1);
    log.spend("b", 1);
    assertThat(onB.read("a", ReadRequest.STRICT).value()).isZero();
    assertThat(b.caches.statistics().resets()).isOne();
  }

  @Test
  void afterANewIncarnationNothingThatWasSharedIsUsed() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.become("second");
    b.caches.catchUp();
    assertThat(onB.get("a")).isEqualTo(5);
    assertThat(loadsOfB()).isOne();
    a.caches.catchUp();
    onA.get("a");
    assertThat(onA.statistics().secondLevelHits()).isOne();
  }

  @Test
  void anUnreadableChangeOfUnknownTagsForbidsAllBeforeIt() {
    log.spend("a", 5);
    both();
    onA.get("a");
    log.append(Tags.none(), new UnreadableFact("New", "damaged", true));
    log.spend("b", 1);
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      CoherentCache<String, Long> cache = cache(late, CachePolicy.DEFAULT);
      cache.get("a");
      assertThat(cache.statistics().loads()).isOne();
    }
  }

  @Test
  void aStartDuringARestoreBeginsAtTheHead() {
    for (int i = 0; i < Follower.PAGE + 10; i++) {
      log.spend("a", 1);
    }
    log.answering =
        () -> {
          if (log.queries() > 4) {
            log.answering = () -> {};
            log.restoreTo(500);
          }
        };
    log.queries = 0;
    try (Node late = new Node(log, builder -> builder.secondLevel(level))) {
      late.caches.catchUp();
      assertThat(late.caches.horizon()).isEqualTo(new Position(500));
      assertThat(cache(late, CachePolicy.DEFAULT).get("a")).isEqualTo(500);
    }
  }

  @Test
  void aNodeWithoutASecondLevelReadsNothingOfTheLogsPast() {
    for (int i = 0; i < 50; i++) {
      log.spend("a", 1);
    }
    log.queries = 0;
    Node.on(log).close();
    assertThat(log.queries()).isEqualTo(2);
  }

  /** A value with a change that was lost when the database was put back, as a race may share it. */
  private static long valueWithALostChange(Rules rules) {
    FakeLog log = FakeLog.shared();
    FakeLevel level = new FakeLevel();
    log.spend("a", 5);
    log.spend("a", 7);
    level.plant(1, 2, log.idAt(rules.provenAt(1, 2)), 12);
    log.restoreTo(1);
    log.spend("b", 1);
    try (Node node = new Node(log, builder -> builder.secondLevel(level).rules(rules))) {
      return node.caches
          .<String, Long>cache("c", FakeLog::own)
          .policy(CachePolicy.DEFAULT.withLevelTwo(true))
          .keys(KeyCodec.of(key -> key, text -> text))
          .secondLevel(new LongAsText())
          .build(log::total)
          .get("a");
    }
  }

  @Test
  void theRowAfterWhichNothingIsContainedProvesTheHistory() {
    assertThat(valueWithALostChange(Rules.ALL)).isEqualTo(5);
    Rules mutant =
        new Rules() {
          @Override
          long provenAt(long containsUpTo, long containsNothingAfter) {
            return containsUpTo;
          }
        };
    assertThat(valueWithALostChange(mutant)).isEqualTo(12);
  }

  @Test
  void whatIsOutdatedWhenLoadedIsNotShared() {
    CoherentCache<String, Long> racing =
        a.caches
            .<String, Long>cache("racing", FakeLog::own)
            .policy(CachePolicy.DEFAULT.withLevelTwo(true))
            .keys(KeyCodec.of(key -> key, text -> text))
            .secondLevel(new LongAsText())
            .build(
                key -> {
                  long total = log.total(key);
                  log.spend(key, 1);
                  return total;
                });
    racing.get("a");
    assertThat(level.kept).isEmpty();
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
        KEY, new SecondLevelEntry(new Position(1), new Position(1), log.idAt(1), new byte[] {'x'}));
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
