package io.trueup.cache;

import java.time.Duration;

/** A node on a {@link SmallLog}, whose time stands still until it is moved. */
final class SmallNode {
  static final Duration BOUND = Duration.ofMillis(250);

  final SmallLog log;
  final Caches caches;
  private long now;

  private SmallNode(Runnable point, boolean soleWriter) {
    this.log = new SmallLog(point, soleWriter);
    this.caches =
        Caches.follow(log)
            .transactions(log)
            .ticker(() -> now)
            .timeout(Duration.ofMillis(500))
            .journal(new JournalBound(16, 16))
            .withoutPolling()
            .build();
  }

  static SmallNode besideOthers(Runnable point) {
    return new SmallNode(point, false);
  }

  static SmallNode alone(Runnable point) {
    return new SmallNode(point, true);
  }

  void advance(Duration by) {
    now += by.toNanos();
  }

  long now() {
    return now;
  }

  /** What a change throws away. */
  CoherentCache<String, Long> totals(CachePolicy policy, Loader<String, Long> loader) {
    return caches.<String, Long>cache("totals", SmallLog::own).policy(policy).build(loader);
  }

  CoherentCache<String, Long> totals() {
    return totals(CachePolicy.DEFAULT.withMaxStaleness(BOUND), log::load);
  }

  /** What is brought up to date by folding. */
  CoherentCache<String, Long> sums() {
    return caches
        .<String, Long>cache("sums", SmallLog::own)
        .policy(CachePolicy.DEFAULT.withMaxStaleness(BOUND).withStrategy(Strategy.FOLD))
        .fold(
            SmallLog.Added.class,
            (account, sum, facts) -> sum + facts.stream().mapToLong(SmallLog.Added::amount).sum())
        .buildSnapshot(log::snapshot);
  }
}
