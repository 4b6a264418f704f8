package io.trueup.ledger;

import java.time.Duration;

/*
 * The rules by which a node admits from its leases that are easy to get subtly wrong, one method each,
 * so that a test can take one out and show that a budget is overspent. Production code uses this class
 * as it is; only tests extend it. docs/concurrency.md lists them with their mutants.
 */
class LeaseRules {
  static final LeaseRules ALL = new LeaseRules();

  /**
   * C: both clocks must say that the time has not passed. The monotonic one of a machine that was
   * suspended stood still, the wall clock may have been put back.
   */
  boolean isInTime(Duration monotonic, Duration wall, Duration time) {
    return monotonic.compareTo(time) < 0 && wall.compareTo(time) < 0;
  }

  /**
   * B: the time counts from before the database was asked.
   *
   * @param before what a clock said then
   * @param after what it said when the lease was there
   */
  <T> T beginning(T before, T after) {
    return before;
  }

  /** H: what is to be held for longer than those who take leases back wait asks the database. */
  boolean mayHold(Duration ttl, Duration longest) {
    return ttl.compareTo(longest) <= 0;
  }

  /** P: a lease is of the budget as it was; the view says what it is within the bound. */
  boolean isOfThisBudget(long leasedVersion, long version) {
    return leasedVersion == version;
  }

  /** R: what was called back is not admitted from. */
  boolean isNotRecalled(long leasedRecalls, long recalls) {
    return leasedRecalls == recalls;
  }

  /** W: a lease ends with its window. */
  boolean isWithin(boolean instantInWindow) {
    return instantInWindow;
  }

  /** I: in another history of the database there may be no such lease. */
  boolean isOfThisHistory(boolean sameIncarnation) {
    return sameIncarnation;
  }

  /**
   * D: what a node holds is taken back only once somebody has seen the lease for as long as
   * anything that it admitted may be held, by one clock, that of who looks.
   *
   * @param seen for how long the same node has seen it, by its monotonic clock
   * @param sinceGrant how long ago it was granted, by comparison of two machines' clocks
   * @param watch for how long somebody must have seen it
   * @param time for how long may be admitted from it
   */
  boolean isOver(Duration seen, Duration sinceGrant, Duration watch, Duration time) {
    return seen.compareTo(watch) >= 0;
  }

  /** G: in another history nobody grants until what was admitted in the one before has ended. */
  boolean mayGrantAgain(Duration seenThisHistory, Duration watch) {
    return seenThisHistory.compareTo(watch) >= 0;
  }
}
