package io.trueup.cache;

import java.util.List;
import java.util.OptionalLong;

/*
 * The rules of the protocol that are easy to get subtly wrong, one method each, so that a test can
 * take one out and show that stale or doubled values follow. Production code uses this class as it
 * is; only tests extend it. docs/concurrency.md lists the rules with their mutants.
 */
class Rules {
  static final Rules ALL = new Rules();

  /**
   * S: a load that does not know its own position contains at least what was applied before it
   * began, and nothing more is certain.
   *
   * @param before the horizon sampled before the load began
   * @param after the horizon when it had ended
   */
  long stampOfLoad(long before, long after) {
    return before;
  }

  /** J: journals that dropped changes an entry lacks can't bring it up to date. */
  boolean reaches(long contained, long floor) {
    return contained >= floor;
  }

  /** C: a change that the value contains already is skipped. */
  boolean isContained(long position, long contained) {
    return position <= contained;
  }

  /**
   * X: a value is folded only if it contains nothing after its stamp. One that was loaded without
   * its position and offered may contain the change already.
   */
  boolean isExact(long stamp, long nothingAfter) {
    return stamp == nothingAfter;
  }

  /**
   * Z: a value is folded only if its load is known to be of the history that the journals are of.
   * If the database was put back before the load, the first catch-up sent after it finds out.
   *
   * @param confirmedBy number of the last catch-up that found the history continued
   * @param sentBefore number of the last one that had been sent when the load had ended
   */
  boolean isOfThisHistory(int confirmedBy, int sentBefore) {
    return isProven(confirmedBy, sentBefore);
  }

  /**
   * D: in another session of the log, only those entries are taken over whose load had ended before
   * the last look at the log in the old one. What others contain may have been taken back.
   *
   * @param confirmedBy number of the last catch-up that found the history continued
   * @param sentBefore number of the last one that had been sent when the load had ended
   */
  boolean outlives(int confirmedBy, int sentBefore) {
    return isProven(confirmedBy, sentBefore);
  }

  private static boolean isProven(int confirmedBy, int sentBefore) {
    return confirmedBy - sentBefore > 0;
  }

  /**
   * W: the horizon that shows what was committed here. One that is there already may be of a
   * history that is gone, in which the position was another's: then only a look at the log tells.
   */
  long mustReach(long committed, long horizon) {
    return committed > horizon ? committed : Long.MAX_VALUE;
  }

  /**
   * F: a reader who came after a change is not handed a load that began before it.
   *
   * @param unchanged whether no tag of the loaded value changed between the load's stamp and the
   *     horizon that the reader had sampled before it joined
   */
  boolean mayUseJoined(boolean unchanged) {
    return unchanged;
  }

  /**
   * Q: a catch-up is shared only with those who came before it was sent.
   *
   * @param done number of the last catch-up that ended
   * @param sentBefore number of the last catch-up that had been sent when the caller came
   */
  boolean covers(long done, long sentBefore) {
    return done > sentBefore;
  }

  /** T: the node is fresh as of the time before the log was asked, not when it had answered. */
  long freshAsOf(long before, Ticker ticker) {
    return before;
  }

  /**
   * A: freshness is sampled before the horizon, so it never is that of a horizon further on. Else
   * what is right at the older one passes as fresh as of the newer.
   */
  View sampled(Generation generation) {
    return View.of(generation);
  }

  /** L: only a slice with room left has reached the head. */
  boolean reachedHead(int rows, int limit) {
    return rows < limit;
  }

  /** H: what follows a row that is not the one at the horizon is another history. */
  boolean mayContinue(boolean sameHistory) {
    return sameHistory;
  }

  /**
   * I: the row whose id has to be the one that this node knows. Nothing of the value is from after
   * it, and a row's id proves all before it; one at the place up to which the value is complete
   * says nothing of what else it contains.
   */
  long provenAt(long containsUpTo, long containsNothingAfter) {
    return containsNothingAfter;
  }

  /** E: a change that may have touched anything drops every entry, with a fresh generation. */
  boolean dropsEverything(Object fact) {
    return fact instanceof EverythingChanged
        || (fact instanceof UnreadableFact unreadable && unreadable.touchesEverything());
  }

  /**
   * V: what an entry lacks begins with the first change after its stamp; until then it was the
   * truth.
   *
   * @param missing positions of the changes that it lacks, ascending, at least one
   */
  long lacksFrom(List<Long> missing) {
    return missing.get(0);
  }

  /**
   * N: at the time of a pair (horizon, time) the log held nothing above the horizon. What a reader
   * knows is the last pair below the first change that the entry lacks.
   */
  OptionalLong lastTruth(HeadTimes heads, long lacksFrom) {
    return heads.lastBelow(lacksFrom);
  }

  /**
   * U: a load that raced a change may have read one row before and another after it. It is the
   * truth of one moment only if it contains nothing of the change.
   *
   * @param untouched whether the load is known to have ended before the change committed
   */
  boolean isWhole(boolean untouched) {
    return untouched;
  }

  /**
   * B: an old value is younger than the bound: in the tick in which it was last known to be the
   * truth it may have ceased to be. So a strict read takes none.
   */
  boolean isYoungEnough(long age, long staleness) {
    return age < staleness;
  }

  /** O: an old value is never taken if it lacks what this node itself committed. */
  boolean mayLack(boolean allByOthers) {
    return allByOthers;
  }

  /** P: an old value is never taken by a read that asks for a position it lacks. */
  boolean reachesPosition(long lacksFrom, long atLeast) {
    return lacksFrom > atLeast;
  }

  /** G: a load, fold or promotion is kept in the generation it began in, or not at all. */
  Generation keptIn(Generation begunIn, Generation present) {
    return begunIn;
  }
}
