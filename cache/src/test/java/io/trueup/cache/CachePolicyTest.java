package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachePolicyTest {
  private static final CachePolicy SWR =
      CachePolicy.DEFAULT.withStrategy(Strategy.STALE_WHILE_REVALIDATE);
  private static final CachePolicy TTL =
      CachePolicy.DEFAULT.withTtl(Duration.ofSeconds(60)).withStrategy(Strategy.TTL);

  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  private static void refuses(
      UnaryOperator<CachePolicy> change, CachePolicy policy, String... settings) {
    assertThatThrownBy(() -> change.apply(policy))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class,
            e ->
                assertThat(e.reasons())
                    .extracting(reason -> reason.substring(0, reason.indexOf(':')))
                    .containsExactly(settings));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                new CachePolicy(
                    Strategy.REFRESH,
                    null,
                    0.5,
                    Duration.ZERO,
                    0,
                    false,
                    OnOutage.REFUSE,
                    false,
                    true,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class,
            e -> assertThat(e.reasons()).hasSize(8).allMatch(reason -> reason.contains(": ")))
        .hasMessageContaining("ttl-jitter")
        .hasMessageContaining("max-entries")
        .hasMessageContaining("max-staleness")
        .hasMessageContaining("critical")
        .hasMessageContaining("load-timeout-soft")
        .hasMessageContaining("single-load-wait");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    CachePolicy standard = CachePolicy.DEFAULT;
    refuses(p -> p.withTtl(Duration.ZERO), standard, "ttl");
    refuses(p -> p.withTtlJitter(0.1), standard, "ttl-jitter");
    refuses(p -> p.withTtlJitter(1), TTL, "ttl-jitter");
    refuses(p -> p.withTtlJitter(Double.NaN), TTL, "ttl-jitter");
    refuses(p -> p.withMaxStaleness(Duration.ofMillis(-1)), standard, "max-staleness");
    refuses(p -> p.withMaxStaleness(Duration.ZERO), SWR, "max-staleness");
    refuses(p -> p.withMaxEntries(0), standard, "max-entries");
    refuses(p -> p.withStrategy(Strategy.TTL), standard, "ttl");
    refuses(p -> p.withCritical(true), standard, "critical");
    refuses(p -> p.withOnOutage(OnOutage.SERVE_STALE), TTL, "on-outage");
    refuses(p -> p.withLoadTimeoutSoft(Duration.ofMillis(9)), TTL, "load-timeout-soft");
    refuses(p -> p.withLoadTimeoutSoft(Duration.ofHours(1)), standard, "load-timeout-soft");
    refuses(p -> p.withLoadTimeoutSoft(Duration.ZERO), standard, "load-timeout-soft");
    refuses(p -> p.withLoadTimeoutHard(Duration.ZERO), standard, "load-timeout-hard");
    refuses(p -> p.withSingleLoadWait(Duration.ofMillis(9)), standard, "single-load-wait");
    refuses(
        p -> p.withSingleLoadWait(Duration.ZERO), standard.withLevelTwo(true), "single-load-wait");
    refuses(
        p -> p.withSingleLoadWait(Duration.ofSeconds(10)),
        standard.withLevelTwo(true),
        "single-load-wait");
    refuses(
        p -> p.withLoadTimeoutSoft(Duration.ofMillis(9)),
        standard.withMaxStaleness(Duration.ZERO),
        "load-timeout-soft");
    refuses(
        p -> p.withStrategy(Strategy.OFF),
        standard.withWarm(true).withLevelTwo(true),
        "warm",
        "level-two");
  }

  @Test
  void whatTheCacheCannotDoIsRefused() {
    CachePolicy beyond =
        CachePolicy.DEFAULT.withStrategy(Strategy.FOLD).withLevelTwo(true).withWarm(true);
    assertThatThrownBy(() -> node.totals(beyond))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class,
            e ->
                assertThat(e.reasons())
                    .extracting(reason -> reason.substring(0, reason.indexOf(':')))
                    .containsExactly("strategy", "level-two", "level-two", "warm"));
    CoherentCache<String, Long> sums = node.sums();
    assertThatThrownBy(() -> sums.policy(Node.FOLDING.withLevelTwo(true)))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("folds");
    assertThat(sums.policy()).isEqualTo(Node.FOLDING);
  }

  @Test
  void aCacheOfThatNameCanBeBuiltAfterARefusal() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  node.caches
                      .<String, Long>cache("c", FakeLog::own)
                      .policy(Node.FOLDING)
                      .build(log::total))
          .isInstanceOf(InvalidPolicyException.class);
    }
    assertThat(node.caches.named("c")).isEmpty();
  }

  @Test
  void timeToLiveAloneDoesNotOutliveTheSwitchToEviction() {
    CoherentCache<String, Long> totals = node.totals(TTL);
    totals.get("a");
    totals.get("b");
    node.hears(() -> log.spend("a", 5));
    assertThat(totals.get("a")).as("by time alone").isZero();
    totals.policy(CachePolicy.DEFAULT);
    assertThat(totals.get("a")).isEqualTo(5);
    assertThat(totals.read("b", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
  }

  @Test
  void whatWasLoadedDuringTheSwitchIsJudgedByItsStamp() {
    CoherentCache<String, Long> totals = node.totals(TTL);
    Schedule.Gate gate = new Schedule.Gate();
    node.afterLoad = gate;
    Schedule.Running<Long> reader = Schedule.go(() -> totals.get("a"));
    gate.awaitArrival();
    node.hears(() -> log.spend("a", 5));
    totals.policy(CachePolicy.DEFAULT);
    gate.open();
    assertThat(reader.get()).isZero();
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void anEntryOfTheTimeBeforeOffIsNotServedAfterIt() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    totals.policy(CachePolicy.DEFAULT.withStrategy(Strategy.OFF));
    assertThat(totals.statistics().size()).isZero();
    assertThat(totals.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.BYPASS);
    log.spend("a", 5);
    totals.policy(CachePolicy.DEFAULT.withMaxStaleness(Duration.ZERO));
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void aTighterBoundHoldsAtOnce() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    node.ticker.advanceMillis(100);
    log.spend("a", 5);
    assertThat(totals.get("a")).isZero();
    totals.policy(CachePolicy.DEFAULT.withMaxStaleness(Duration.ofMillis(50)));
    assertThat(totals.get("a")).isEqualTo(5);
  }

  @Test
  void entriesAreResizedInPlaceAndInEachGenerationAfter() {
    CoherentCache<String, Long> totals = node.totals();
    List.of("a", "b", "c", "d").forEach(totals::get);
    totals.policy(CachePolicy.DEFAULT.withMaxEntries(2));
    assertThat(totals.statistics().size()).isEqualTo(2);
    node.caches.reset();
    List.of("a", "b", "c", "d").forEach(totals::get);
    assertThat(totals.statistics().size()).isEqualTo(2);
    totals.policy(CachePolicy.DEFAULT.withMaxEntries(9));
    List.of("a", "b", "c", "d").forEach(totals::get);
    assertThat(totals.statistics().size()).isEqualTo(4);
  }

  @Test
  void jitterShortensLivesUpToItsShareAndNotAllAlike() {
    Settings settings = new Settings(TTL.withTtlJitter(0.2));
    long least = Duration.ofSeconds(48).toNanos();
    long most = Duration.ofSeconds(60).toNanos();
    List<Long> lives =
        java.util.stream.IntStream.range(0, 1_000)
            .mapToObj(i -> settings.timeToLive("key" + i, entry(i)))
            .toList();
    assertThat(lives).allMatch(life -> life > least && life <= most);
    assertThat(lives.stream().filter(life -> life < least + (most - least) / 2).count())
        .isBetween(400L, 600L);
    assertThat(settings.timeToLive("a", entry(1))).isEqualTo(settings.timeToLive("a", entry(1)));
  }

  private static Entry entry(long stamp) {
    return new Entry("x", stamp, stamp, new int[0], 0, 0, 0);
  }
}
