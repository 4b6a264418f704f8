package io.trueup.ledger;

import java.time.Duration;

/** One rule of leases taken out, and a seed at which a budget is overspent without it. */
enum LeaseMutant {
  MONOTONIC_CLOCK_ONLY(
      3,
      new LeaseRules() {
        @Override
        boolean isInTime(Duration monotonic, Duration wall, Duration time) {
          return monotonic.compareTo(time) < 0;
        }
      }),
  WALL_CLOCK_ONLY(
      36,
      new LeaseRules() {
        @Override
        boolean isInTime(Duration monotonic, Duration wall, Duration time) {
          return wall.compareTo(time) < 0;
        }
      }),
  TIME_FROM_THE_ANSWER(
      6,
      new LeaseRules() {
        @Override
        <T> T beginning(T before, T after) {
          return after;
        }
      }),
  ANY_HOLD(
      0,
      new LeaseRules() {
        @Override
        boolean mayHold(Duration ttl, Duration longest) {
          return true;
        }
      }),
  BUDGET_AS_IT_WAS(
      14,
      new LeaseRules() {
        @Override
        boolean isOfThisBudget(long leasedVersion, long version) {
          return true;
        }
      }),
  WINDOW_OUTLIVED(
      19,
      new LeaseRules() {
        @Override
        boolean isWithin(boolean instantInWindow) {
          return true;
        }
      }),
  TAKEN_BACK_AFTER_THE_TIME_OF_A_LEASE(
      0,
      new LeaseRules() {
        @Override
        boolean isOver(Duration seen, Duration sinceGrant, Duration watch, Duration time) {
          return seen.compareTo(time) >= 0;
        }
      });

  final long seed;

  @SuppressWarnings("ImmutableEnumChecker") // it has no state
  final LeaseRules rules;

  LeaseMutant(long seed, LeaseRules rules) {
    this.seed = seed;
    this.rules = rules;
  }
}
