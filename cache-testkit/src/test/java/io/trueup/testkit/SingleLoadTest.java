package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.KeyCodec;
import io.trueup.cache.LoadException;
import io.trueup.cache.Loader;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Tags;
import io.trueup.cache.ValueCodec;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that miss one key: one loads for both, and whatever goes wrong, both are right. */
@SuppressWarnings("NullAway") // absent values are null: it does not see that through the generics
class SingleLoadTest {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final ManualTicker ticker = new ManualTicker();
  private final InMemoryChangeLog log = InMemoryChangeLog.shared();
  private final InMemorySecondLevel level = new InMemorySecondLevel(ticker);
  private final AtomicReference<@Nullable String> truth = new AtomicReference<>("old");
  private final Gate loading = new Gate("a's load");
  private final Caches a = node();
  private final Caches b = node();

  private final CoherentCache<String, @Nullable String> onA =
      cache(
          a,
          key -> {
            String value = truth.get();
            loading.pass();
            if ("fails".equals(value)) {
              throw new IllegalStateException(value);
            }
            return value;
          });
  private final CoherentCache<String, @Nullable String> onB = cache(b, key -> truth.get());

  private Caches node() {
    return Caches.follow(log).secondLevel(level).ticker(ticker).withoutPolling().build();
  }

  private static CoherentCache<String, @Nullable String> cache(
      Caches node, Loader<String, @Nullable String> loader) {
    return node.<String, @Nullable String>cache("c", key -> Tags.of(key))
        .policy(CachePolicy.DEFAULT.withLevelTwo(true).withSingleLoadWait(WAIT))
        .keys(KeyCodec.of(key -> key, text -> text))
        .secondLevel(new Text())
        .build(loader);
  }

  private static final class Text implements ValueCodec<@Nullable String> {
    @Override
    public byte[] encode(@Nullable String value) {
      return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String schema() {
      return "1";
    }
  }

  @AfterEach
  void nobodyWaits() {
    loading.open();
    ticker.advance(WAIT);
    level.awaitWaiting(0);
    a.close();
    b.close();
  }

  private void change(String value) {
    truth.set(value);
    log.appendElsewhere(Change.of(Tags.of("k"), new TestFact("k")));
  }

  private static Actor<@Nullable String> reading(CoherentCache<String, @Nullable String> cache) {
    return Actor.start("a reader", () -> cache.read("k", ReadRequest.STRICT).value());
  }

  private static long loads(CoherentCache<String, @Nullable String> cache) {
    return cache.statistics().loads();
  }

  private SecondLevelKey key() {
    return new SecondLevelKey(b.incarnation(), "c", "1", "k");
  }

  @Test
  void twoNodesThatMissAtOnceLoadOnce() {
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    loading.open();
    assertThat(first.await()).isEqualTo("old");
    assertThat(second.await()).isEqualTo("old");
    assertThat(loads(onA)).isOne();
    assertThat(loads(onB)).isZero();
    assertThat(onB.statistics().secondLevelHits()).isOne();
  }

  /** What both find is outdated: the case of a hot key that changed. */
  @Test
  void whatAChangeOutdatedIsLoadedOnceToo() {
    assertThat(reading(onB).await()).isEqualTo("old");
    change("new");
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    loading.open();
    assertThat(first.await()).isEqualTo("new");
    assertThat(second.await()).isEqualTo("new");
    assertThat(loads(onA)).isOne();
    assertThat(loads(onB)).as("the first time only").isOne();
  }

  @Test
  void aNodeThatDiesWhileItLoadsHoldsUpOthersForTheWaitOnly() {
    Actor<@Nullable String> dying = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    ticker.advance(WAIT);
    assertThat(second.await()).isEqualTo("old");
    assertThat(loads(onB)).isOne();
    loading.open();
    dying.await();
  }

  /** An older value appears while it is waited for, as after a restored dump. */
  @Test
  void whatWasWaitedForIsJudgedLikeAnyOther() {
    reading(onB).await();
    InMemorySecondLevel.Dump dump = level.dump();
    change("new");
    LoadClaim others = level.claim(key(), WAIT);
    assertThat(others.isMine()).isTrue();
    Actor<@Nullable String> reader = reading(onB);
    level.awaitWaiting(1);
    level.restore(dump);
    others.close();
    assertThat(reader.await()).isEqualTo("new");
    assertThat(loads(onB)).isEqualTo(2);
  }

  /** A change while it is waited for: what the other loaded before it is not taken. */
  @Test
  void aChangeDuringTheWaitIsSeen() {
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    change("new");
    b.catchUp();
    loading.open();
    first.await();
    assertThat(second.await()).isEqualTo("new");
    assertThat(loads(onB)).isOne();
  }

  /** Between its look and its claim another put the value and let go. */
  @Test
  void whoeverClaimsLooksOnceMore() {
    loading.open();
    AtomicInteger uses = new AtomicInteger();
    level.beforeUse(
        () -> {
          if (uses.incrementAndGet() == 2) {
            reading(onA).await();
          }
        });
    assertThat(reading(onB).await()).isEqualTo("old");
    assertThat(loads(onA)).isOne();
    assertThat(loads(onB)).isZero();
  }

  @Test
  void aLoadThatFailsLetsOthersGoOnAtOnce() {
    truth.set("fails");
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    truth.set("old");
    loading.open();
    assertThatThrownBy(first::await).hasCauseInstanceOf(LoadException.class);
    assertThat(second.await()).isEqualTo("old");
    assertThat(loads(onB)).isOne();
  }

  /** Absent values are not shared. */
  @Test
  void anAbsentValueLetsOthersGoOnAtOnce() {
    truth.set(null);
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    Actor<@Nullable String> second = reading(onB);
    level.awaitWaiting(1);
    loading.open();
    assertThat(first.await()).isNull();
    assertThat(second.await()).isNull();
    assertThat(loads(onB)).isOne();
  }

  @Test
  void aLevelThatFailsMeansThatEachLoads() {
    loading.open();
    level.fail("down");
    assertThat(reading(onA).await()).isEqualTo("old");
    assertThat(reading(onB).await()).isEqualTo("old");
    assertThat(onB.statistics().secondLevelFailures()).isEqualTo(3);
  }

  @Test
  void onlyWhereThePolicySaysSo() {
    onB.policy(onB.policy().withSingleLoadWait(null));
    Actor<@Nullable String> first = reading(onA);
    loading.awaitArrival();
    assertThat(reading(onB).await()).isEqualTo("old");
    assertThat(loads(onB)).isOne();
    loading.open();
    first.await();
  }
}
