package io.trueup.cache;

import static io.trueup.cache.GuardsTest.once;
import static io.trueup.cache.GuardsTest.shows;
import static io.trueup.cache.Schedule.go;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The rules for a database that was put back to the node's horizon or after it, or written anew up
 * to there, which the rows of its log don't tell.
 */
class RestoredHistoryGuardsTest {
  private static List<Long> loadBeforeTheDatabaseWasPutBack(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.log.spend("a", 5);
      totals.get("a");
      node.log.restoreTo(0);
      return List.of(totals.read("a", ReadRequest.STRICT).value(), node.log.total("a"));
    }
  }

  private static List<Long> snapshotBeforeTheDatabaseWasPutBack(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> sums = node.sums();
      node.log.spend("a", 5);
      sums.get("a");
      node.log.restoreTo(0);
      node.hears(() -> node.log.spend("a", 7));
      return List.of(sums.get("a"), node.log.total("a"));
    }
  }

  private static List<Long> offerBeforeTheDatabaseWasPutBack(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      Lookup<Long> miss = totals.lookUp("a");
      node.log.spend("a", 5);
      miss.offer(node.log.total("a"));
      node.log.restoreTo(0);
      return List.of(totals.read("a", ReadRequest.STRICT).value(), node.log.total("a"));
    }
  }

  /** The load ends while a look at the log is on its way, which has not seen what it has. */
  private static List<Long> loadDuringTheLastLook(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.log.answering =
          once(
              () -> {
                node.log.spend("a", 5);
                totals.get("a");
              });
      node.caches.catchUp();
      node.log.restoreTo(0);
      return List.of(totals.read("a", ReadRequest.STRICT).value(), node.log.total("a"));
    }
  }

  @Test
  void whatMayHaveSeenMoreThanTheNodeDoesNotOutliveTheSession() {
    Rules mutant =
        new Rules() {
          @Override
          boolean outlives(int confirmedBy, int sentBefore) {
            return true;
          }
        };
    shows(RestoredHistoryGuardsTest::loadBeforeTheDatabaseWasPutBack, mutant);
    shows(RestoredHistoryGuardsTest::snapshotBeforeTheDatabaseWasPutBack, mutant);
    shows(RestoredHistoryGuardsTest::offerBeforeTheDatabaseWasPutBack, mutant);
    shows(RestoredHistoryGuardsTest::loadDuringTheLastLook, mutant);
  }

  private static List<Long> ownWriteIntoAHistoryThatTheNodeDoesNotKnowYet(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      node.hears(() -> node.log.spend("b", 5));
      totals.get("a");
      node.log.restoreTo(0);
      node.log.cut = true;
      node.transactions.spent("a", 7);
      node.log.cut = false;
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  private static Position commit(Node node, Position own) {
    node.caches.commits().committing(own);
    node.caches.commits().committed(own);
    return own;
  }

  /** As above, but the node only hears of the lost change while it writes. */
  private static List<Long> ownWriteWhileLostChangesArrive(Rules rules) {
    try (Node node = Node.with(rules)) {
      CoherentCache<String, Long> totals = node.totals();
      totals.get("a");
      node.log.spend("b", 5);
      AtomicReference<Schedule.Running<Position>> writer = new AtomicReference<>();
      node.log.answering =
          once(
              () -> {
                node.log.restoreTo(0);
                Position own = node.log.spend("a", 7);
                writer.set(go(() -> commit(node, own)).awaitWaiting());
                node.log.cut = true;
              });
      node.caches.catchUp();
      Objects.requireNonNull(writer.get()).get();
      node.log.cut = false;
      return List.of(totals.get("a"), node.log.total("a"));
    }
  }

  @Test
  void aPositionThatWasReachedBeforeDoesNotShowOwnWrites() {
    Rules mutant =
        new Rules() {
          @Override
          long mustReach(long committed, long horizon) {
            return committed;
          }
        };
    shows(RestoredHistoryGuardsTest::ownWriteIntoAHistoryThatTheNodeDoesNotKnowYet, mutant);
    shows(RestoredHistoryGuardsTest::ownWriteWhileLostChangesArrive, mutant);
  }
}
