package io.trueup.server.caches;

import io.trueup.cache.CachePolicy;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a cache behaves, by the keys and with the values of its settings.
 *
 * @param strategy how it keeps up with changes, such as {@code stale-while-revalidate}
 * @param ttl how long an entry lives at most, such as {@code 60s}; null for no such limit
 * @param ttlJitter share of the time to live that is cut off at random
 * @param maxStaleness how old an answer may be
 * @param maxEntries how many entries are kept on a node
 * @param levelTwo whether values are shared through the second level
 * @param onOutage {@code refuse} or {@code serve-stale}
 * @param warm whether it is warmed
 * @param critical whether a node is ready only once it was
 * @param loadTimeoutSoft after how long a reader takes a proven old value; null for never
 * @param loadTimeoutHard how long a reader waits for a load
 * @param singleLoadWait how long a load waits for another node's of the same key; null for never
 */
record PolicyBody(
    String strategy,
    @Nullable String ttl,
    double ttlJitter,
    String maxStaleness,
    long maxEntries,
    boolean levelTwo,
    String onOutage,
    boolean warm,
    boolean critical,
    @Nullable String loadTimeoutSoft,
    String loadTimeoutHard,
    @Nullable String singleLoadWait) {
  static PolicyBody of(CachePolicy policy) {
    Duration ttl = policy.ttl();
    Duration soft = policy.loadTimeoutSoft();
    Duration wait = policy.singleLoadWait();
    return new PolicyBody(
        name(policy.strategy()),
        ttl == null ? null : text(ttl),
        policy.ttlJitter(),
        text(policy.maxStaleness()),
        policy.maxEntries(),
        policy.levelTwo(),
        name(policy.onOutage()),
        policy.warm(),
        policy.critical(),
        soft == null ? null : text(soft),
        text(policy.loadTimeoutHard()),
        wait == null ? null : text(wait));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In the largest unit that it is a whole number of. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (!duration.equals(Duration.ofMillis(millis))) {
      return duration.toString();
    }
    return millis == 0 || millis % 1_000 != 0 ? millis + "ms" : millis / 1_000 + "s";
  }
}
