package io.trueup.cache;

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

  /** G: a load, fold or promotion is kept in the generation it began in, or not at all. */
  Generation keptIn(Generation begunIn, Generation present) {
    return begunIn;
  }
}
