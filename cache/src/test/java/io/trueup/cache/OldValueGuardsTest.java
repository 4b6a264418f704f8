package io.trueup.cache;

import static io.trueup.cache.GuardsTest.once;
import static io.trueup.cache.GuardsTest.shows;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** {@link GuardsTest} for the rules of old values. */
class OldValueGuardsTest {
  private static CoherentCache<String, Long> loadedAndKnownAt10ms(Node node) {
    CoherentCache<String, Long> totals = node.totals(OldValuesTest.SWR);
    totals.get("a");
    node.ticker.advanceMillis(10);
    node.caches.catchUp();
    return totals;
  }

  private static List<Long> changeOfWhichTheNodeHearsLate(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = loadedAndKnownAt10ms(node);
      node.log.spend("a", 5);
      node.ticker.advanceMillis(300);
      node.caches.catchUp();
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void anOldValueIsAsOldAsTheLastMomentKnownBeforeItsChange() {
    shows(
        OldValueGuardsTest::changeOfWhichTheNodeHearsLate,
        new Rules() {
          @Override
          OptionalLong lastTruth(HeadTimes heads, long lacksFrom) {
            return heads.lastBelow(lacksFrom + 1);
          }
        });
  }

  private static List<Long> twoChangesOneLongAgo(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = loadedAndKnownAt10ms(node);
      node.hears(() -> node.log.spend("a", 5));
      node.ticker.advanceMillis(300);
      node.caches.catchUp();
      node.hears(() -> node.log.spend("a", 7));
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void anOldValueIsJudgedByTheFirstChangeItLacks() {
    shows(
        OldValueGuardsTest::twoChangesOneLongAgo,
        new Rules() {
          @Override
          long lacksFrom(List<Long> missing) {
            return missing.get(missing.size() - 1);
          }
        });
  }

  /** The loader reads one account before the change of both, and the other after it. */
  private static CoherentCache<String, Long> differences(Node node, CachePolicy policy) {
    Tags both = Tags.of("spend:a", "spend:b");
    Runnable change =
        once(
            () -> {
              node.log.append(both, new FakeLog.Spent("a", 5));
              node.log.append(both, new FakeLog.Refunded("b", 5));
            });
    return node.caches
        .<String, Long>cache("differences", key -> both)
        .policy(policy)
        .build(
            key -> {
              long a = node.log.total("a");
              change.run();
              return a + node.log.total("b");
            });
  }

  private static List<Long> loadOfTwoMoments(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> differences = differences(node, OldValuesTest.SWR);
      node.ticker.advanceMillis(10);
      node.caches.catchUp();
      node.ticker.advanceMillis(10);
      differences.get("x");
      node.ticker.advanceMillis(10);
      node.caches.catchUp();
      return List.of(differences.get("x"), 0L);
    }
  }

  /** Its time is over before the node has the change. */
  private static List<Long> loadOfTwoMomentsThatLacksNothing(Rules rules) {
    try (Node node = Node.with(rules)) {
      CachePolicy policy = OldValuesTest.SWR.withTtl(Duration.ofMillis(10));
      CoherentCache<String, Long> differences = differences(node, policy);
      differences.get("x");
      node.ticker.advanceMillis(20);
      return List.of(differences.get("x"), 0L);
    }
  }

  @Test
  void aValueOfTwoMomentsIsNeverTakenAsAnOldOne() {
    Rules mutant =
        new Rules() {
          @Override
          boolean isWhole(boolean untouched) {
            return true;
          }
        };
    shows(OldValueGuardsTest::loadOfTwoMoments, mutant);
    shows(OldValueGuardsTest::loadOfTwoMomentsThatLacksNothing, mutant);
  }

  private static List<Long> changeInTheTickOfTheLastLook(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = loadedAndKnownAt10ms(node);
      node.log.spend("a", 5);
      node.ticker.advanceMillis(OldValuesTest.SWR.maxStaleness().toMillis());
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void anOldValueIsYoungerThanTheBound() {
    shows(
        OldValueGuardsTest::changeInTheTickOfTheLastLook,
        new Rules() {
          @Override
          boolean isYoungEnough(long age, long staleness) {
            return age <= staleness;
          }
        });
  }

  private static List<Long> ownWriteUnderAnOldValue(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = loadedAndKnownAt10ms(node);
      node.ticker.advanceMillis(10);
      node.transactions.spent("a", 5);
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void anOldValueNeverLacksWhatThisNodeWrote() {
    shows(
        OldValueGuardsTest::ownWriteUnderAnOldValue,
        new Rules() {
          @Override
          boolean mayLack(boolean allByOthers) {
            return true;
          }
        });
  }

  private static List<Long> readAtThePositionOfTheChange(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = loadedAndKnownAt10ms(node);
      Position written = node.log.spend("a", 5);
      node.caches.catchUp();
      return List.of(totals.read("a", ReadRequest.atLeast(written)).value(), node.log.total("a"));
    }
  }

  @Test
  void anOldValueNeverLacksThePositionThatWasAskedFor() {
    shows(
        OldValueGuardsTest::readAtThePositionOfTheChange,
        new Rules() {
          @Override
          boolean reachesPosition(long lacksFrom, long atLeast) {
            return true;
          }
        });
  }
}
