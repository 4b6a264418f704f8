package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Each rule's scenario gives the truth with the rule, and something stale or doubled without. What
 * a scenario returns is {@code [observed, true]}.
 */
class GuardsTest {
  static void shows(Function<Rules, List<Long>> scenario, Rules mutant) {
    List<Long> guarded = scenario.apply(Rules.ALL);
    assertThat(guarded.get(0)).as("with the rule").isEqualTo(guarded.get(1));
    List<Long> unguarded = scenario.apply(mutant);
    assertThat(unguarded.get(0)).as("without the rule").isNotEqualTo(unguarded.get(1));
  }

  static Runnable once(Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        action.run();
      }
    };
  }

  private static List<Long> loadThatRacesAChange(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.afterLoad = once(() -> node.hears(() -> node.log.spend("a", 5)));
      totals.get("a");
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aLoadThatRacedAChangeIsNeverServed() {
    shows(
        GuardsTest::loadThatRacesAChange,
        new Rules() {
          @Override
          long stampOfLoad(long before, long after) {
            return after;
          }
        });
  }

  private static List<Long> journalThatIsTooShort(Rules rules) {
    try (Node node =
        new Node(FakeLog.shared(), b -> b.rules(rules).journal(new JournalBound(16, 16)))) {
      CoherentCache<String, Long> sums = node.sums();
      sums.get("a");
      for (int i = 0; i < 20; i++) {
        node.log.spend("a", 1);
      }
      node.caches.catchUp();
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aJournalThatDoesNotReachBackMeansReload() {
    shows(
        GuardsTest::journalThatIsTooShort,
        new Rules() {
          @Override
          boolean reaches(long contained, long floor) {
            return true;
          }
        });
  }

  private static List<Long> changeThatTheValueContains(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> sums = node.sums();
      node.hears(() -> node.log.spend("a", 5));
      sums.get("a");
      node.hears(() -> node.log.spend("a", 7));
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aChangeThatTheValueContainsIsNotFoldedAgain() {
    shows(
        GuardsTest::changeThatTheValueContains,
        new Rules() {
          @Override
          boolean isContained(long position, long contained) {
            return false;
          }
        });
  }

  private static List<Long> snapshotAheadOfTheHorizon(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> sums = node.sums();
      node.log.spend("a", 5);
      sums.get("a");
      node.hears(() -> node.log.spend("b", 1));
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aSnapshotAheadOfTheHorizonIsNotCountedTwice() {
    List<Long> seen = snapshotAheadOfTheHorizon(Rules.ALL);
    assertThat(seen.get(0)).isEqualTo(seen.get(1));
  }

  private static List<Long> readerAfterAChangeMeetsAnOlderLoad(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      Schedule.Gate gate = new Schedule.Gate();
      node.afterLoad = once(gate);
      Schedule.Running<Long> leader = go(() -> totals.get("a"));
      gate.awaitArrival();
      node.hears(() -> node.log.spend("a", 5));
      Schedule.Running<Long> late = go(() -> totals.get("a"));
      Schedule.until(() -> totals.statistics().joins() == 1);
      gate.open();
      leader.get();
      return List.of(late.get(), node.log.total("a"));
    }
  }

  @Test
  void aReaderAfterAChangeIsNotHandedALoadFromBefore() {
    shows(
        GuardsTest::readerAfterAChangeMeetsAnOlderLoad,
        new Rules() {
          @Override
          boolean mayUseJoined(boolean unchanged) {
            return true;
          }
        });
  }

  private static List<Long> strictReadWhileACatchUpIsOut(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      Schedule.Gate gate = new Schedule.Gate();
      node.log.answering = once(gate);
      Schedule.Running<Answer<Long>> first = go(() -> totals.read("a", ReadRequest.STRICT));
      gate.awaitArrival();
      node.log.spend("a", 5);
      Schedule.Running<Answer<Long>> second =
          go(() -> totals.read("a", ReadRequest.STRICT)).awaitWaiting();
      gate.open();
      first.get();
      return List.of(second.get().value(), node.log.total("a"));
    }
  }

  @Test
  void aCatchUpIsSharedOnlyWithThoseWhoCameBeforeItWasSent() {
    shows(
        GuardsTest::strictReadWhileACatchUpIsOut,
        new Rules() {
          private int calls;

          // From the third on, which is the second reader's: takes any that ended meanwhile.
          @Override
          boolean covers(long done, long sentBefore) {
            calls++;
            return calls > 2 ? done >= sentBefore : super.covers(done, sentBefore);
          }
        });
  }

  private static List<Long> changeWhileTheAnswerTravels(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      node.ticker.advanceMillis(1000);
      node.log.answering =
          once(
              () -> {
                node.log.spend("a", 5);
                node.ticker.advanceMillis(1000);
              });
      totals.get("a");
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void freshnessIsTheTimeBeforeTheLogWasAsked() {
    shows(
        GuardsTest::changeWhileTheAnswerTravels,
        new Rules() {
          @Override
          long freshAsOf(long before, Ticker ticker) {
            return ticker.nanos();
          }
        });
  }

  /** The follower moves on between two looks of a reader at its node. */
  private abstract static class Sampling extends Rules {
    private Runnable between = () -> {};

    void pause() {
      Runnable now = between;
      between = () -> {};
      now.run();
    }
  }

  /** What the follower does before its catch-up has ended. */
  private static void publish(Node node) {
    Generation generation = node.caches.generation();
    List<LoggedChange> rows = node.log.read(new Position(generation.applied()), 10).changes();
    generation.apply(rows.subList(1, rows.size()));
    generation.freshAsOf(node.ticker.nanos());
  }

  private static List<Long> catchUpBetweenFreshnessAndHorizon(Sampling rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      totals.get("a");
      node.ticker.advanceMillis(300);
      node.log.spend("a", 5);
      rules.between = () -> publish(node);
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void freshnessIsSampledBeforeTheHorizon() {
    List<Long> guarded =
        catchUpBetweenFreshnessAndHorizon(
            new Sampling() {
              @Override
              View sampled(Generation generation) {
                long freshAt = generation.freshAt();
                pause();
                return new View(generation, freshAt, generation.horizon());
              }
            });
    assertThat(guarded.get(0)).as("with the rule").isEqualTo(guarded.get(1));
    List<Long> unguarded =
        catchUpBetweenFreshnessAndHorizon(
            new Sampling() {
              @Override
              View sampled(Generation generation) {
                long horizon = generation.horizon();
                pause();
                return new View(generation, generation.freshAt(), horizon);
              }
            });
    assertThat(unguarded.get(0)).as("without the rule").isNotEqualTo(unguarded.get(1));
  }

  private static List<Long> moreThanOnePage(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      for (int i = 0; i < Follower.PAGE; i++) {
        node.log.spend("b", 1);
      }
      node.log.spend("a", 5);
      return List.of(totals.read("a", ReadRequest.STRICT).value(), node.log.total("a"));
    }
  }

  @Test
  void aFullSliceHasNotReachedTheHead() {
    shows(
        GuardsTest::moreThanOnePage,
        new Rules() {
          @Override
          boolean reachedHead(int rows, int limit) {
            return true;
          }
        });
  }

  private static List<Long> restoredLog(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.hears(() -> node.log.spend("a", 5));
      totals.get("a");
      node.caches.catchUp();
      node.log.restoreTo(0);
      node.log.spend("a", 7);
      return List.of(totals.read("a", ReadRequest.STRICT).value(), node.log.total("a"));
    }
  }

  @Test
  void otherRowsAtKnownPositionsAreAnotherHistory() {
    shows(
        GuardsTest::restoredLog,
        new Rules() {
          @Override
          boolean mayContinue(boolean sameHistory) {
            return true;
          }
        });
  }

  private static List<Long> loadAcrossAReset(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.hears(() -> node.log.spend("a", 5));
      node.afterLoad =
          once(
              () -> {
                node.log.restoreTo(0);
                node.hears(() -> node.log.spend("a", 7));
              });
      totals.get("a");
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  private static final Rules KEPT_ANYWHERE =
      new Rules() {
        @Override
        Generation keptIn(Generation begunIn, Generation present) {
          return present;
        }
      };

  @Test
  void aLoadBegunBeforeAResetIsNotKept() {
    shows(GuardsTest::loadAcrossAReset, KEPT_ANYWHERE);
  }

  @Test
  void aFoldBegunBeforeAResetIsNotPutBack() {
    try (Node node = Node.with(Rules.ALL)) {
      AtomicBoolean restored = new AtomicBoolean();
      CoherentCache<String, Long> sums =
          node.caches
              .<String, Long>cache("sums", FakeLog::own)
              .policy(Node.FOLDING)
              .fold(
                  FakeLog.Spent.class,
                  (account, total, facts) -> {
                    if (restored.compareAndSet(false, true)) {
                      node.log.restoreTo(1);
                      node.hears(() -> node.log.spend("a", 7));
                    }
                    return total + facts.stream().mapToLong(FakeLog.Spent::cents).sum();
                  })
              .buildSnapshot(node.log::snapshot);
      node.hears(() -> node.log.spend("a", 1));
      sums.get("a");
      node.hears(() -> node.log.spend("a", 5));
      sums.get("a");
      assertThat(sums.get("a")).isEqualTo(8);
    }
  }

  private static List<Long> offerThatContainsALaterChange(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> sums = node.sums();
      Lookup<Long> miss = sums.lookUp("a");
      node.log.spend("a", 5);
      miss.offer(node.log.total("a"));
      node.caches.catchUp();
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aValueThatWasOfferedWithoutItsPositionIsNotFolded() {
    shows(
        GuardsTest::offerThatContainsALaterChange,
        new Rules() {
          @Override
          boolean isExact(long stamp, long nothingAfter) {
            return true;
          }
        });
  }

  /** The node has applied a change that is gone when the value is loaded. */
  private static List<Long> loadOfAHistoryThatTheNodeDoesNotKnowYet(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> sums = node.sums();
      node.hears(() -> node.log.spend("a", 1));
      node.hears(() -> node.log.spend("a", 5));
      node.log.restoreTo(1);
      sums.get("a");
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aValueOfAnotherHistoryThanTheJournalsIsNotFolded() {
    shows(
        GuardsTest::loadOfAHistoryThatTheNodeDoesNotKnowYet,
        new Rules() {
          @Override
          boolean isOfThisHistory(int confirmedBy, int sentBefore) {
            return true;
          }
        });
  }

  private static final Rules DROPS_NOTHING =
      new Rules() {
        @Override
        boolean dropsEverything(Object fact) {
          return false;
        }
      };

  private static void changeEverything(Node node) {
    node.log.append(Tags.none(), new FakeLog.Spent("a", 5));
    node.log.append(Tags.none(), new EverythingChanged());
    node.caches.catchUp();
  }

  private static List<Long> everythingChanged(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      changeEverything(node);
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void afterEverythingChangedNothingIsServedFromBefore() {
    shows(GuardsTest::everythingChanged, DROPS_NOTHING);
  }

  private static List<Long> loadThatRacesEverything(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.afterLoad = once(() -> changeEverything(node));
      totals.get("a");
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aLoadBegunBeforeEverythingChangedIsNotKept() {
    shows(GuardsTest::loadThatRacesEverything, DROPS_NOTHING);
    shows(GuardsTest::loadThatRacesEverything, KEPT_ANYWHERE);
  }

  @Test
  void aBoundedReadIsNeverOlderThanItsBoundAtTheSameTick() {
    try (Node node = Node.with(Rules.ALL)) {
      CoherentCache<String, Long> totals =
          node.totals(CachePolicy.DEFAULT.withMaxStaleness(Duration.ZERO));
      totals.get("a");
      node.log.spend("a", 5);
      assertThat(totals.get("a")).isEqualTo(5);
    }
  }
}
