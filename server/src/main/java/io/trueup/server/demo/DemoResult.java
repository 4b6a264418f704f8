package io.trueup.server.demo;

import io.trueup.cache.AuditReport;
import java.util.List;
import java.util.Map;

/**
 * All that the demo measured.
 *
 * @param tracking part 1
 * @param worlds part 2, in the order in which they ran
 * @param changes part 3
 * @param audit part 4
 */
record DemoResult(
    Tracking.Result tracking,
    Map<World.Kind, World.Result> worlds,
    List<ChangesShown.Shown> changes,
    AuditReport audit) {

  /** Whether Trueup kept what it promises. */
  boolean isGood() {
    World.Result own = worlds.get(World.Kind.TRUEUP);
    return own != null
        && own.staleReads() == 0
        && own.wrongDecisions() == 0
        && !own.overspend().isPositive()
        && changes.stream().allMatch(change -> change.staleAfter() == 0)
        && audit.different() == 0;
  }
}
