package io.trueup.cache;

import java.time.Duration;
import java.util.Map;

/**
 * What a cache has done since it was built, on this node. The counts are taken one after the other,
 * so under load they may be off by a few against each other. Immutable.
 *
 * @param size entries held now
 * @param hits reads answered as the entry stood
 * @param folds reads answered after applying changes
 * @param stale reads answered with an old value: in an outage past their bound, as the policy
 *     allows, or within it while the new one loads
 * @param misses reads that had to load or wait for a load, by cause
 * @param loads loads done, failed ones included
 * @param loadFailures loads that failed
 * @param loadTime time spent in loads
 * @param joins reads that waited for somebody else's load
 * @param evictions entries pushed out for want of room
 * @param outOfReach folds that were impossible since the journals did not reach back: if it grows
 *     without end, the journal bound is too small for the load time and the change rate
 * @param secondLevelHits misses that the second level answered
 * @param secondLevelFailures times the second level could not be used
 * @param foldFailures folds that threw, so that the value was loaded instead
 * @param loadTimeouts reads that failed since a load took longer than its hard time-out
 * @param ages how long ago the entries held now were loaded
 */
public record CacheStatistics(
    long size,
    long hits,
    long folds,
    long stale,
    Map<MissCause, Long> misses,
    long loads,
    long loadFailures,
    Duration loadTime,
    long joins,
    long evictions,
    long outOfReach,
    long secondLevelHits,
    long secondLevelFailures,
    long foldFailures,
    long loadTimeouts,
    AgePercentiles ages) {

  /** All misses. */
  public long missCount() {
    return misses.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Misses of one cause. */
  public long misses(MissCause cause) {
    return misses.getOrDefault(cause, 0L);
  }

  /** All reads. */
  public long reads() {
    return hits + folds + stale + missCount();
  }

  /**
   * What the reads that were answered without a load would have taken, had each loaded as long as
   * the loads did on average.
   */
  public Duration loadTimeSaved() {
    long loaded = loads - loadFailures;
    return loaded <= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) ((double) loadTime.toNanos() / loaded * (reads() - missCount())));
  }

  /** Reads answered without a load over all reads, a fold being a hit; 1 if there were none. */
  public double hitRate() {
    long reads = reads();
    return reads == 0 ? 1 : (double) (hits + folds + stale) / reads;
  }
}
