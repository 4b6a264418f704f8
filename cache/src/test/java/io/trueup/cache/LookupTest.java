package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void close() {
    node.close();
  }

  private CoherentCache<String, Long> cache(CachePolicy policy) {
    return node.caches
        .<String, Long>cache("c", FakeLog::own)
        .policy(policy)
        .build(
            key -> {
              throw new AssertionError("a look does not load");
            });
  }

  @Test
  void whatIsOfferedAfterAMissIsFoundByTheNextLook() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);

    Lookup<Long> miss = cache.lookUp("a");
    assertThat(miss.isHit()).isFalse();
    assertThatIllegalStateException().isThrownBy(miss::value);
    miss.offer(log.total("a"));

    assertThat(cache.lookUp("a").isHit()).isTrue();
    assertThat(cache.lookUp("a").value()).isZero();
    assertThat(cache.get("a")).isZero();
    assertThat(cache.statistics().misses(MissCause.COLD)).isOne();
  }

  @Test
  void aValueThatRacedAChangeIsNeverServed() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);

    Lookup<Long> miss = cache.lookUp("a");
    long old = log.total("a");
    node.hears(() -> log.spend("a", 1));
    miss.offer(old);

    assertThat(cache.lookUp("a").isHit()).isFalse();
  }

  @Test
  void aChangeThatThisNodeHearsOfLaterCountsToo() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);

    Lookup<Long> miss = cache.lookUp("a");
    long old = log.total("a");
    log.spend("a", 1);
    miss.offer(old);
    node.caches.catchUp();

    assertThat(cache.lookUp("a").isHit()).isFalse();
  }

  @Test
  void nothingIsKeptOfALookOrAnOfferInsideATransaction() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);

    node.transactions.begin();
    Lookup<Long> inside = cache.lookUp("a");
    node.transactions.rollback();
    inside.offer(1L);
    Lookup<Long> outside = cache.lookUp("a");
    node.transactions.begin();
    outside.offer(1L);
    node.transactions.rollback();

    assertThat(cache.lookUp("a").isHit()).isFalse();
  }

  @Test
  void aTransactionFindsWhatItHasNotTouched() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);
    cache.lookUp("a").offer(0L);
    cache.lookUp("b").offer(0L);

    node.transactions.begin();
    node.transactions.spend("a", 1);

    assertThat(cache.lookUp("a").isHit()).isFalse();
    assertThat(cache.lookUp("b").isHit()).isTrue();
    node.transactions.rollback();
  }

  @Test
  void aResetInBetweenDropsTheOffer() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);

    Lookup<Long> miss = cache.lookUp("a");
    node.caches.reset();
    miss.offer(0L);

    assertThat(cache.lookUp("a").isHit()).isFalse();
  }

  @Test
  void withoutTheLogALookMissesAndItsOfferIsNotKept() {
    CoherentCache<String, Long> cache = cache(CachePolicy.DEFAULT);
    cache.lookUp("a").offer(0L);
    node.ticker.advance(Duration.ofSeconds(1));
    log.cut = true;

    Lookup<Long> miss = cache.lookUp("a");
    assertThat(miss.isHit()).isFalse();
    miss.offer(1L);

    log.cut = false;
    assertThat(cache.lookUp("a").value()).isZero();
  }

  @Test
  void withoutTheLogTheOldValueIsFoundWhereThePolicySaysSo() {
    CoherentCache<String, Long> cache =
        cache(CachePolicy.DEFAULT.withOnOutage(OnOutage.SERVE_STALE));
    cache.lookUp("a").offer(0L);
    node.ticker.advance(Duration.ofSeconds(1));
    log.cut = true;

    assertThat(cache.lookUp("a").isHit()).isTrue();
  }

  @Test
  void strategyTtlKeepsForItsTimeAndOffKeepsNothing() {
    CoherentCache<String, Long> byAge =
        cache(CachePolicy.DEFAULT.withTtl(Duration.ofSeconds(1)).withStrategy(Strategy.TTL));
    byAge.lookUp("a").offer(0L);
    node.hears(() -> log.spend("a", 1));
    assertThat(byAge.lookUp("a").isHit()).isTrue();
    node.ticker.advance(Duration.ofSeconds(2));
    assertThat(byAge.lookUp("a").isHit()).isFalse();

    byAge.policy(CachePolicy.DEFAULT.withStrategy(Strategy.OFF));
    byAge.lookUp("a").offer(0L);
    assertThat(byAge.lookUp("a").isHit()).isFalse();
  }
}
