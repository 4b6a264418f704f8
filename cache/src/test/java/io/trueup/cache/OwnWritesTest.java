package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
  private final FakeLog log = FakeLog.ofOneProcess();
  private final Node node = Node.on(log);
  private final CoherentCache<String, Long> totals = node.totals();

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  @Test
  void aSoleWriterReadsWithoutClockAndQuery() {
    totals.get("a");
    node.transactions.spent("b", 1);
    int queries = log.queries();
    int clock = node.ticker.reads.get();
    node.ticker.advanceMillis(60_000);
    for (int i = 0; i < 100; i++) {
      assertThat(totals.get("a")).isZero();
    }
    assertThat(log.queries()).isEqualTo(queries);
    assertThat(node.ticker.reads.get()).isEqualTo(clock);
    assertThat(totals.read("a", ReadRequest.STRICT).position()).isEqualTo(new Position(1));
    assertThat(log.queries()).as("nor for its token").isEqualTo(queries);
  }

  @Test
  void whileACommitIsInFlightAStrictReadLooks() {
    totals.get("a");
    Schedule.Gate gate = new Schedule.Gate();
    node.transactions.afterVisible = gate;
    Schedule.Running<Position> writer = go(() -> node.transactions.spent("a", 5));
    gate.awaitArrival();
    assertThat(totals.read("a", ReadRequest.STRICT).value()).isEqualTo(5);
    gate.open();
    writer.get();
  }

  @Test
  void beforeTheCommitIsVisibleTheOldValueIsTheTruth() {
    totals.get("a");
    Schedule.Gate gate = new Schedule.Gate();
    node.transactions.beforeVisible = gate;
    Schedule.Running<Position> writer = go(() -> node.transactions.spent("a", 5));
    gate.awaitArrival();
    assertThat(totals.read("a", ReadRequest.STRICT).value()).isZero();
    gate.open();
    writer.get();
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void aWriteIsReadEvenIfItsCatchUpFailed() {
    for (FakeLog each : new FakeLog[] {FakeLog.ofOneProcess(), FakeLog.shared()}) {
      try (Node writer = Node.on(each)) {
        CoherentCache<String, Long> cache = writer.totals();
        cache.get("a");
        each.cut = true;
        writer.transactions.spent("a", 5);
        assertThat(writer.caches.statistics().lateCatchUps()).isOne();
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(FreshnessUnavailableException.class);
        each.cut = false;
        assertThat(cache.get("a")).isEqualTo(5);
      }
    }
  }

  @Test
  void aBrokenLogDoesNotBreakTheWriter() {
    totals.get("a");
    log.answering =
        () -> {
          throw new IllegalStateException("broken driver");
        };
    node.transactions.spent("a", 5);
    log.answering = () -> {};
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsSeen() {
    totals.get("a");
    node.transactions.begin();
    node.transactions.spend("a", 5);
    node.transactions.failCommit(true);
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void aCommitInDoubtStaysInFlightUntilTheLogWasSeen() {
    totals.get("a");
    log.cut = true;
    node.transactions.begin();
    node.transactions.spend("a", 5);
    node.transactions.failCommit(true);
    log.cut = false;
    assertThat(totals.read("a", ReadRequest.STRICT).value()).isEqualTo(5);
    node.transactions.spent("b", 1);
    assertThat(node.caches.commits().isHead(log.last().value())).isTrue();
  }

  @Test
  void whatCommittedWhileTheNodeWasBuiltIsSeen() {
    FakeLog early = FakeLog.ofOneProcess();
    FakeTransactions writers = new FakeTransactions(early);
    io.trueup.cache.spi.Transactions late =
        new io.trueup.cache.spi.Transactions() {
          @Override
          public io.trueup.cache.spi.@org.jspecify.annotations.Nullable PendingChanges current() {
            return writers.current();
          }

          @Override
          public void observe(io.trueup.cache.spi.CommitObserver observer) {
            early.spend("a", 5);
            writers.observe(observer);
          }
        };
    try (Caches caches = Caches.follow(early).transactions(late).withoutPolling().build()) {
      assertThat(caches.horizon()).isEqualTo(new Position(1));
    }
  }

  @Test
  void aTransactionSeesItsOwnAndNobodyElseDoes() {
    totals.get("a");
    node.transactions.begin();
    node.transactions.spend("a", 5);
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(totals.read("a", ReadRequest.STRICT).outcome()).isEqualTo(Outcome.BYPASS);
    assertThat(go(() -> totals.get("a")).get()).isZero();
    node.transactions.commit();
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(go(() -> totals.get("a")).get()).isEqualTo(5);
  }

  @Test
  void aRollbackLeavesNothing() {
    node.transactions.begin();
    node.transactions.spend("a", 5);
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(totals.statistics().size()).as("nothing is stored").isZero();
    node.transactions.rollback();
    assertThat(totals.get("a")).isZero();
  }

  @Test
  void aTransactionIsServedWhatItHasNotTouched() {
    totals.get("b");
    node.transactions.begin();
    node.transactions.spend("a", 5);
    assertThat(totals.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(totals.read("c", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.BYPASS);
    node.transactions.rollback();
    assertThat(totals.statistics().size()).isOne();
  }

  @Test
  void aTransactionReadsItsDatabaseWhenTheLogIsCut() {
    FakeLog cut = FakeLog.shared();
    try (Node other = Node.on(cut)) {
      CoherentCache<String, Long> cache = other.totals();
      cache.get("a");
      other.ticker.advanceMillis(300);
      other.transactions.begin();
      cut.cut = true;
      assertThat(cache.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.BYPASS);
      assertThatThrownBy(() -> cache.read("a", ReadRequest.atLeast(new Position(9))))
          .isInstanceOf(FreshnessUnavailableException.class);
      other.transactions.rollback();
    }
  }

  @Test
  void aFoldingCacheSeesItsOwnWriteAfterTheCommit() {
    CoherentCache<String, Long> sums = node.sums();
    sums.get("a");
    node.transactions.spent("a", 5);
    assertThat(sums.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.FOLD);
    assertThat(sums.get("a")).isEqualTo(5);
  }
}
