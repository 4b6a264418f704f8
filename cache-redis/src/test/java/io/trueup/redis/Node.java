package io.trueup.redis;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.KeyCodec;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.spi.SecondLevel;

/** A node that caches accounts, and follows the log when a reader makes it. */
final class Node implements AutoCloseable {
  final Caches caches;
  final CoherentCache<String, Long> totals;

  Node(Accounts accounts, SecondLevel level, int maxEntries) {
    this.caches = Caches.follow(accounts.log).secondLevel(level).withoutPolling().build();
    this.totals =
        caches
            .<String, Long>cache("totals", Accounts::tags)
            .policy(CachePolicy.DEFAULT.withMaxEntries(maxEntries).withLevelTwo(true))
            .keys(KeyCodec.of(key -> key, text -> text))
            .secondLevel(new LongAsText())
            .build(accounts::total);
  }

  /** What it says now. */
  long strictly(String account) {
    return totals.read(account, ReadRequest.STRICT).value();
  }

  /** What it may say. */
  long byPolicy(String account) {
    return totals.get(account);
  }

  long loads() {
    return totals.statistics().loads();
  }

  long fromRedis() {
    return totals.statistics().secondLevelHits();
  }

  @Override
  public void close() {
    caches.close();
  }
}
