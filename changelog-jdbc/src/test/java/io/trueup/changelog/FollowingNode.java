package io.trueup.changelog;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Tags;
import java.time.Duration;

/** A node that follows a log only when told to, and caches how many rows the log has. */
final class FollowingNode implements AutoCloseable {
  private final Caches caches;
  private final CoherentCache<String, Long> rows;

  FollowingNode(TestLog log) {
    caches = Caches.follow(log.log()).withoutPolling().build();
    rows =
        caches
            .<String, Long>cache("rows", key -> Tags.of("test"))
            .policy(CachePolicy.DEFAULT.withMaxStaleness(Duration.ofMinutes(1)))
            .build(key -> log.count("trueup_change"));
  }

  /** How many resets catching up costs. */
  long resetsWithTheNextCatchUp() {
    long before = caches.statistics().resets();
    caches.catchUp();
    return caches.statistics().resets() - before;
  }

  /** Where the node stands is new enough, so it is not brought up to date. */
  long rowsWithoutALookAtTheLog() {
    return rows.get("all");
  }

  long rows() {
    return rows.read("all", ReadRequest.STRICT).value();
  }

  @Override
  public void close() {
    caches.close();
  }
}
