package io.trueup.chaos.load;

import io.trueup.chaos.check.Checker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all clients of a run share. Safe for use by many threads.
 *
 * @param nodes where they are
 * @param world what they ask about
 * @param checker who judges the answers
 * @param acknowledged positions that were answered
 * @param recorded ids of acknowledged records
 * @param tally what was done and answered
 * @param http sends requests
 */
record Ground(
    Paths nodes,
    World world,
    Checker checker,
    Acknowledged acknowledged,
    Set<String> recorded,
    Tally tally,
    Http http) {
  static Ground of(List<String> urls, World world, Checker checker) {
    return new Ground(
        new Paths(urls),
        world,
        checker,
        new Acknowledged(urls.size()),
        ConcurrentHashMap.newKeySet(),
        new Tally(),
        new Http());
  }
}
