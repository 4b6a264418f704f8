package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResetTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);
  private final CoherentCache<String, Long> totals = node.totals();
  private final CoherentCache<String, Long> sums = node.sums();

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  private long strictly(CoherentCache<String, Long> cache) {
    return cache.read("a", ReadRequest.STRICT).value();
  }

  private void fill() {
    node.hears(() -> log.spend("a", 5));
    totals.get("a");
    sums.get("a");
  }

  @Test
  void otherRowsAtTheSamePositionsResetEverything() {
    fill();
    log.restoreTo(0);
    log.spend("a", 7);
    assertThat(strictly(totals)).isEqualTo(7);
    assertThat(strictly(sums)).isEqualTo(7);
    assertThat(node.caches.statistics().resets()).isOne();
  }

  @Test
  void aRestoredLogThatIsShorterResetsEverything() {
    fill();
    log.restoreTo(0);
    assertThat(strictly(totals)).isZero();
    assertThat(strictly(sums)).isZero();
    assertThat(node.caches.horizon()).isEqualTo(Position.GENESIS);
  }

  @Test
  void anotherIncarnationResetsEverything() {
    fill();
    log.become("second");
    strictly(totals);
    assertThat(node.caches.incarnation()).isEqualTo(new Incarnation("second"));
    assertThat(node.caches.statistics().resets()).isOne();
    assertThat(totals.statistics().size()).isOne();
    assertThat(sums.statistics().size()).isZero();
  }

  @Test
  void anotherSessionTakesOverWhatIsProven() {
    fill();
    totals.get("b");
    node.hears(() -> log.spend("b", 1));
    sums.get("b");
    log.reconnect();
    node.caches.catchUp();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(sums.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(sums.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    node.hears(() -> log.spend("a", 3));
    assertThat(totals.get("a")).isEqualTo(8);
    assertThat(sums.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.FOLD);
    assertThat(node.caches.statistics().resets()).isZero();
  }

  @Test
  void aTrimmedLogResetsEverything() {
    fill();
    for (int i = 0; i < 5; i++) {
      log.spend("a", 1);
    }
    log.trimBefore(4);
    assertThat(strictly(totals)).isEqualTo(10);
    assertThat(strictly(sums)).isEqualTo(10);
    assertThat(node.caches.statistics().resets()).isOne();
  }

  @Test
  void aReplicaDoesNotReset() {
    fill();
    log.primary = false;
    assertThat(org.assertj.core.api.Assertions.catchThrowable(node.caches::catchUp))
        .isInstanceOf(CacheException.class);
    log.primary = true;
    node.caches.catchUp();
    assertThat(node.caches.statistics().resets()).isZero();
    assertThat(totals.statistics().size()).isOne();
  }

  @Test
  void commitsOfALostHistoryHoldUpNobody() {
    node.transactions.spent("a", 5);
    node.transactions.spent("a", 5);
    log.restoreTo(0);
    node.caches.reset();
    assertThat(totals.get("a")).isZero();
    int before = log.queries();
    totals.get("a");
    assertThat(log.queries()).isEqualTo(before);
  }

  @Test
  void aCommitDuringAResetIsStillWaitedFor() {
    FakeLog of = FakeLog.ofOneProcess();
    try (Node one = Node.on(of)) {
      CoherentCache<String, Long> cache = one.totals();
      one.transactions.spent("a", 1);
      LocalCommits commits = one.caches.commits();
      Position drawn = of.draw();
      AtomicReference<Schedule.Running<Integer>> writer = new AtomicReference<>();
      of.answering =
          () -> {
            of.answering = () -> {};
            of.spend("a", 5);
            writer.set(Schedule.go(() -> commit(commits, drawn)).awaitWaiting());
            of.cut = true;
          };
      one.caches.reset();
      Objects.requireNonNull(writer.get()).get();
      assertThat(commits.isHead(one.caches.horizon().value())).isFalse();
      of.cut = false;
      assertThat(cache.get("a")).isEqualTo(6);
    }
  }

  private static int commit(LocalCommits commits, Position drawn) {
    commits.committing(drawn);
    commits.committed(drawn);
    return 0;
  }

  @Test
  void anUnreadableChangeDropsWhatItsTagsTouch() {
    totals.get("a");
    sums.get("a");
    totals.get("b");
    node.hears(() -> log.append(FakeLog.own("a"), new UnreadableFact("New", "unknown", false)));
    assertThat(sums.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(totals.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(node.caches.statistics().unreadableChanges()).isOne();
  }

  @Test
  void anUnreadableChangeOfUnknownTagsDropsEverythingAndStopsNothing() {
    totals.get("a");
    sums.get("b");
    log.spend("a", 1);
    log.append(Tags.none(), new UnreadableFact("New", "damaged", true));
    log.spend("a", 2);
    node.caches.catchUp();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(totals.get("a")).isEqualTo(3);
    assertThat(sums.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
    assertThat(node.caches.horizon()).isEqualTo(new Position(3));
    assertThat(node.caches.statistics().resets()).isZero();
  }

  @Test
  void aCacheBuiltLaterFollowsToo() {
    fill();
    CoherentCache<String, Long> late = node.totals();
    late.get("a");
    node.hears(() -> log.spend("a", 1));
    assertThat(late.get("a")).isEqualTo(6);
    node.caches.reset();
    assertThat(late.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.MISS);
  }
}
