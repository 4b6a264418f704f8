package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Old values that are served while the new one loads: only if proven, and with their true age. */
class OldValuesTest {
  static final CachePolicy SWR = CachePolicy.DEFAULT.withStrategy(Strategy.STALE_WHILE_REVALIDATE);
  private static final CachePolicy REFRESH = CachePolicy.DEFAULT.withStrategy(Strategy.REFRESH);
  private static final CachePolicy SOFT =
      CachePolicy.DEFAULT.withLoadTimeoutSoft(Duration.ofMillis(1));

  private final FakeLog log = FakeLog.shared();
  private final Node node = new Node(log, b -> b.backgroundLoads(1, 1));
  private final Schedule.Gate gate = new Schedule.Gate();

  @AfterEach
  void nothingIsLeftBehind() {
    gate.open();
    node.close();
  }

  /** Loaded at 0 ms, known to be the truth at 10 ms, changed elsewhere, heard of after so long. */
  private CoherentCache<String, Long> changedUnheardFor(CachePolicy policy, long millis) {
    CoherentCache<String, Long> totals = node.totals(policy);
    totals.get("a");
    node.ticker.advanceMillis(10);
    node.caches.catchUp();
    log.spend("a", 5);
    node.ticker.advanceMillis(millis);
    node.caches.catchUp();
    node.afterLoad = gate;
    return totals;
  }

  @Test
  void anOldValueIsServedWithItsTrueAgeWhileOneLoadRuns() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    for (int i = 0; i < 3; i++) {
      assertThat(totals.read("a", ReadRequest.BY_POLICY))
          .isEqualTo(new Answer<>(0L, Outcome.STALE, null, Duration.ofMillis(30)));
    }
    gate.open();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(totals.statistics().loads()).isEqualTo(2);
    assertThat(totals.statistics().stale()).isEqualTo(3);
    assertThat(totals.statistics().missCount()).isOne();
  }

  @Test
  void ageIsThatOfTheValueAndNotThatOfTheNode() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    node.ticker.advanceMillis(200);
    node.caches.catchUp();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).age()).isEqualTo(Duration.ofMillis(230));
    node.ticker.advanceMillis(20);
    gate.open();
    assertThat(totals.get("a")).as("at the bound it waits").isEqualTo(5);
  }

  @Test
  void aStrictReadNeverGetsIt() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    gate.open();
    assertThat(totals.read("a", ReadRequest.STRICT).value()).isEqualTo(5);
  }

  @Test
  void aTighterRequestIsKept() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    gate.open();
    assertThat(totals.read("a", new ReadRequest(Duration.ofMillis(30), null)).value()).isEqualTo(5);
  }

  @Test
  void onlyAPositionBeforeTheChangeIsMet() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    assertThat(totals.read("a", ReadRequest.atLeast(new Position(0))).outcome())
        .isEqualTo(Outcome.STALE);
    gate.open();
    assertThat(totals.read("a", ReadRequest.atLeast(new Position(1))).value()).isEqualTo(5);
  }

  @Test
  void whatOthersCommitMayBeLackedThoughThisNodeWritesToo() {
    CoherentCache<String, Long> totals = node.totals(SWR);
    totals.get("a");
    node.transactions.spent("b", 1);
    node.ticker.advanceMillis(10);
    node.caches.catchUp();
    log.spend("a", 5);
    node.ticker.advanceMillis(10);
    node.transactions.spent("b", 1);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.STALE);
    node.transactions.spent("a", 5);
    assertThat(totals.get("a")).isEqualTo(10);
  }

  @Test
  void aJournalThatDoesNotReachBackMeansLoad() {
    try (Node small = new Node(log, b -> b.journal(new JournalBound(16, 16)))) {
      CoherentCache<String, Long> totals = small.totals(SWR);
      totals.get("a");
      small.ticker.advanceMillis(10);
      small.caches.catchUp();
      small.hears(() -> log.spend("a", 5));
      for (int i = 0; i < 20; i++) {
        log.spend("b", 1);
      }
      small.caches.catchUp();
      assertThat(totals.get("a")).isEqualTo(5);
    }
  }

  @Test
  void whatOutlivedItsTimeAndLacksNothingIsAsOldAsTheNode() {
    CoherentCache<String, Long> totals = node.totals(SWR.withTtl(Duration.ofMillis(20)));
    totals.get("a");
    node.ticker.advanceMillis(1);
    node.caches.catchUp();
    node.ticker.advanceMillis(30);
    Answer<Long> answer = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(answer.outcome()).isEqualTo(Outcome.STALE);
    assertThat(answer.age()).isEqualTo(Duration.ofMillis(30));
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
  }

  @Test
  void aTransactionNeverGetsIt() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    gate.open();
    node.transactions.begin();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.BYPASS);
    node.transactions.rollback();
  }

  @Test
  void whereNoThreadHasRoomTheReaderLoads() {
    CoherentCache<String, Long> totals = changedUnheardFor(SWR, 30);
    node.caches.loads().tryRun(gate);
    gate.awaitArrival();
    node.caches.loads().tryRun(gate);
    node.afterLoad = () -> {};
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void refreshingReloadsTheHottestAtOnceAndReadersTakeTheOldMeanwhile() {
    CoherentCache<String, Long> totals = changedUnheardFor(REFRESH, 30);
    node.caches.upkeep().turn();
    gate.awaitArrival();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.STALE);
    gate.open();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void aReaderWhoMayNotTakeTheOldWaitsForTheRefresh() {
    CoherentCache<String, Long> totals = changedUnheardFor(REFRESH, 300);
    node.caches.upkeep().turn();
    gate.awaitArrival();
    Schedule.Running<Long> reader = go(() -> totals.get("a"));
    Schedule.until(() -> totals.statistics().joins() == 1);
    gate.open();
    assertThat(reader.get()).isEqualTo(5);
    assertThat(totals.statistics().loads()).isEqualTo(2);
  }

  @Test
  void aRefreshThatRacedAChangeAsksForAnotherTurn() {
    CoherentCache<String, Long> totals = changedUnheardFor(REFRESH, 30);
    AtomicInteger rings = new AtomicInteger();
    node.caches.upkeep().wokenBy(rings::incrementAndGet);
    node.caches.upkeep().turn();
    gate.awaitArrival();
    node.hears(() -> log.spend("a", 5));
    int before = rings.get();
    gate.open();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(rings.get()).isEqualTo(before + 1);
    node.caches.upkeep().turn();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.get("a")).isEqualTo(10);
  }

  @Test
  void refreshingNeedsNoReaderWhereTheNodeHasItsThreads() {
    LocalDoorbell bell = new LocalDoorbell();
    try (Caches caches = Caches.follow(log).doorbell(bell).build()) {
      CoherentCache<String, Long> totals =
          caches.<String, Long>cache("c", FakeLog::own).policy(REFRESH).build(log::total);
      totals.get("a");
      log.spend("a", 5);
      bell.ring();
      Schedule.until(() -> totals.statistics().loads() == 2 && totals.loadsInFlight() == 0);
      assertThat(totals.get("a")).isEqualTo(5);
      assertThat(totals.statistics().missCount()).as("no reader missed").isOne();
    }
  }

  @Test
  void afterTheSoftTimeOutTheOldValueIsTakenAndTheLoadGoesOn() {
    CoherentCache<String, Long> totals = changedUnheardFor(SOFT, 30);
    Answer<Long> answer = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(answer).isEqualTo(new Answer<>(0L, Outcome.STALE, null, Duration.ofMillis(30)));
    gate.open();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void withoutAProvenOldValueItWaitsOn() {
    CoherentCache<String, Long> totals = changedUnheardFor(SOFT, 300);
    Schedule.Running<Long> reader = go(() -> totals.get("a"));
    gate.awaitArrival();
    gate.open();
    assertThat(reader.get()).isEqualTo(5);
  }

  @Test
  void afterTheHardTimeOutItFailsAndSaysSo() {
    CoherentCache<String, Long> totals =
        changedUnheardFor(SOFT.withLoadTimeoutHard(Duration.ofMillis(20)), 300);
    assertThat(go(() -> totals.get("a")).failure())
        .isInstanceOf(LoadException.class)
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("load-timeout-hard");
    assertThat(totals.statistics().loadTimeouts()).isOne();
    gate.open();
    Schedule.until(() -> totals.loadsInFlight() == 0);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
  }

  @Test
  void aLoadThatNeedsAnotherWaitsForNoThread() {
    AtomicReference<CoherentCache<String, Long>> inner = new AtomicReference<>();
    inner.set(node.totals(SOFT));
    CoherentCache<String, Long> outer =
        node.caches
            .<String, Long>cache("outer", FakeLog::own)
            .policy(SOFT)
            .build(key -> Objects.requireNonNull(inner.get()).get(key) + 1);
    assertThat(outer.get("a")).isOne();
  }

  @Test
  void aFailedLoadReachesWhoWaitsForIt() {
    CoherentCache<String, Long> broken =
        node.caches
            .<String, Long>cache("broken", FakeLog::own)
            .policy(SOFT)
            .build(
                key -> {
                  throw new IOException("broken");
                });
    assertThat(go(() -> broken.get("a")).failure()).hasRootCauseMessage("broken");
    assertThat(broken.statistics().loadFailures()).isOne();
  }

  @Test
  void insideATransactionItFoldsWhatTheTransactionDidNotTouch() {
    CoherentCache<String, Long> sums = node.sums();
    sums.get("a");
    sums.get("b");
    node.hears(() -> log.spend("a", 5));
    node.transactions.begin();
    node.transactions.spend("b", 1);
    Answer<Long> folded = sums.read("a", ReadRequest.BY_POLICY);
    assertThat(folded.outcome()).isEqualTo(Outcome.FOLD);
    assertThat(folded.value()).isEqualTo(5);
    assertThat(sums.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.BYPASS);
    node.transactions.rollback();
  }
}
