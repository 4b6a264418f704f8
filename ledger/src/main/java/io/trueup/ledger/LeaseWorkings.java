package io.trueup.ledger;

import java.time.InstantSource;

/**
 * By what leases work, which only tests have otherwise.
 *
 * @param rules by which a node admits
 * @param wall the machine's own wall clock: the one place where it is read, for durations only
 * @param areKept whether a thread looks after leases; else {@link LeaseKeeper#tick} does
 */
record LeaseWorkings(LeaseRules rules, InstantSource wall, boolean areKept) {
  static final LeaseWorkings USUAL =
      new LeaseWorkings(LeaseRules.ALL, InstantSource.system(), true);
}
