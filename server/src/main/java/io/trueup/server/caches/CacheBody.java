package io.trueup.server.caches;

import io.trueup.cache.AgePercentiles;
import io.trueup.cache.CacheStatistics;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.MissCause;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A cache of this node, and what it has done since the start.
 *
 * @param name its name
 * @param policy how it behaves
 * @param size entries held now
 * @param hits reads answered as the entry stood
 * @param folds reads answered after applying changes
 * @param stale reads answered with an old value, and saying so
 * @param misses reads that had to load, by cause
 * @param hitRate reads answered without a load over all reads; 1 if there were none
 * @param ages how long ago the entries held now were loaded
 * @param loads loads done, failed ones included
 * @param loadFailures loads that failed
 * @param loadTimeMs time spent in loads
 * @param loadTimeSavedMs time that loads would have taken without the cache
 * @param evictions entries pushed out for want of room
 * @param levelTwoHits misses that the second level answered
 */
record CacheBody(
    String name,
    PolicyBody policy,
    long size,
    long hits,
    long folds,
    long stale,
    Map<String, Long> misses,
    double hitRate,
    Ages ages,
    long loads,
    long loadFailures,
    long loadTimeMs,
    long loadTimeSavedMs,
    long evictions,
    long levelTwoHits) {
  /**
   * Percentiles of ages.
   *
   * @param p50Ms half are younger
   * @param p90Ms nine of ten are younger
   * @param p99Ms all but one in a hundred are younger
   */
  record Ages(long p50Ms, long p90Ms, long p99Ms) {
    static Ages of(AgePercentiles ages) {
      return new Ages(millis(ages.p50()), millis(ages.p90()), millis(ages.p99()));
    }
  }

  static CacheBody of(CoherentCache<?, ?> cache) {
    CacheStatistics seen = cache.statistics();
    return new CacheBody(
        cache.name(),
        PolicyBody.of(cache.policy()),
        seen.size(),
        seen.hits(),
        seen.folds(),
        seen.stale(),
        misses(seen),
        seen.hitRate(),
        Ages.of(seen.ages()),
        seen.loads(),
        seen.loadFailures(),
        seen.loadTime().toMillis(),
        seen.loadTimeSaved().toMillis(),
        seen.evictions(),
        seen.secondLevelHits());
  }

  private static Map<String, Long> misses(CacheStatistics seen) {
    Map<String, Long> misses = new LinkedHashMap<>();
    for (MissCause cause : MissCause.values()) {
      misses.put(cause.name().toLowerCase(Locale.ROOT), seen.misses(cause));
    }
    return misses;
  }

  /** Rounded up. */
  static long millis(Duration duration) {
    return duration.plusNanos(999_999).toMillis();
  }
}
