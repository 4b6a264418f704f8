package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A node on a fake log with manual time, which follows only when somebody makes it. */
final class Node implements AutoCloseable {
  static final CachePolicy FOLDING = CachePolicy.DEFAULT.withStrategy(Strategy.FOLD);

  final FakeLog log;
  final ManualTicker ticker = new ManualTicker();
  final FakeTransactions transactions;
  final Caches caches;

  /** Runs in each load after it has read the database. */
  volatile Runnable afterLoad = () -> {};

  Node(FakeLog log, UnaryOperator<Caches.Builder> settings) {
    this.log = log;
    this.transactions = new FakeTransactions(log);
    this.caches =
        settings
            .apply(
                Caches.follow(log)
                    .transactions(transactions)
                    .ticker(ticker)
                    .timeout(Duration.ofMillis(500))
                    .pollInterval(Duration.ofMillis(5))
                    .withoutPolling())
            .build();
  }

  static Node on(FakeLog log) {
    return new Node(log, builder -> builder);
  }

  static Node with(Rules rules) {
    return new Node(FakeLog.shared(), builder -> builder.rules(rules));
  }

  /** Totals that a change throws away. */
  CoherentCache<String, Long> totals(CachePolicy policy) {
    return caches
        .<String, Long>cache("totals-" + caches.all().size(), FakeLog::own)
        .policy(policy)
        .build(this::load);
  }

  CoherentCache<String, Long> totals() {
    return totals(CachePolicy.DEFAULT);
  }

  private Long load(String account) {
    long total = transactions.total(account);
    afterLoad.run();
    return total;
  }

  /** Totals that are brought up to date by folding. */
  CoherentCache<String, Long> sums(CachePolicy policy, Function<String, Tags> tags) {
    return caches
        .<String, Long>cache("sums-" + caches.all().size(), tags)
        .policy(policy)
        .fold(
            FakeLog.Spent.class,
            (account, total, facts) ->
                total
                    + facts.stream()
                        .filter(fact -> fact.account().equals(account))
                        .mapToLong(FakeLog.Spent::cents)
                        .sum())
        .fold(
            FakeLog.Refunded.class,
            (account, total, facts) ->
                total
                    - facts.stream()
                        .filter(fact -> fact.account().equals(account))
                        .mapToLong(FakeLog.Refunded::cents)
                        .sum())
        .buildSnapshot(
            account -> {
              Snapshot<Long> snapshot = log.snapshot(account);
              afterLoad.run();
              return snapshot;
            });
  }

  CoherentCache<String, Long> sums() {
    return sums(FOLDING, FakeLog::own);
  }

  /** Another node commits, and this one hears of it. */
  void hears(Runnable change) {
    change.run();
    caches.catchUp();
  }

  @Override
  public void close() {
    caches.close();
    for (CoherentCache<?, ?> cache : caches.all()) {
      assertThat(cache.loadsInFlight()).as("loads left in flight").isZero();
    }
  }
}
