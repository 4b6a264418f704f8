package io.trueup.cache;

import static io.trueup.cache.Schedule.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  @Test
  void aReadWithinTheBoundAsksNobody() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    int before = log.queries();
    node.ticker.advanceMillis(249);
    log.spend("a", 5);
    assertThat(totals.get("a")).isZero();
    assertThat(log.queries()).isEqualTo(before);
  }

  @Test
  void anOlderEntryTriggersExactlyOneCatchUp() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    log.spend("b", 1);
    node.ticker.advanceMillis(250);
    int before = log.queries();
    assertThat(totals.get("a")).isZero();
    assertThat(totals.get("a")).isZero();
    assertThat(log.queries()).isEqualTo(before + 1);
    assertThat(totals.statistics().loads()).isOne();
  }

  @Test
  void aStrictReadAlwaysCatchesUp() {
    CoherentCache<String, Long> totals = node.totals();
    totals.read("a", ReadRequest.STRICT);
    for (int i = 1; i <= 3; i++) {
      log.spend("a", 1);
      int before = log.queries();
      assertThat(totals.read("a", ReadRequest.STRICT).value()).isEqualTo(i);
      assertThat(log.queries()).isGreaterThan(before);
    }
  }

  @Test
  void aLooserBoundThanThePolicysHasNoEffect() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    log.spend("a", 5);
    node.ticker.advanceMillis(300);
    assertThat(totals.read("a", new ReadRequest(Duration.ofHours(1), null)).value()).isEqualTo(5);
  }

  @Test
  void anUnreachableLogRefuses() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    log.cut = true;
    assertThat(totals.get("a")).isZero();
    node.ticker.advanceMillis(300);
    assertThatThrownBy(() -> totals.get("a"))
        .isInstanceOf(FreshnessUnavailableException.class)
        .hasMessageContaining(totals.name());
    log.cut = false;
    assertThat(totals.get("a")).isZero();
  }

  @Test
  void aReplicaIsNoPrimary() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    log.primary = false;
    node.ticker.advanceMillis(300);
    assertThatThrownBy(() -> totals.get("a")).isInstanceOf(FreshnessUnavailableException.class);
  }

  @Test
  void aStaleAnswerCarriesItsTrueAgeAndAsksTheLogOnce() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withOnOutage(OnOutage.SERVE_STALE));
    totals.get("a");
    log.spend("a", 5);
    log.cut = true;
    node.ticker.advanceMillis(300);
    int before = log.queries();
    Answer<Long> answer = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(answer).isEqualTo(new Answer<>(0L, Outcome.STALE, null, Duration.ofMillis(300)));
    assertThat(log.queries()).isEqualTo(before + 1);
    assertThat(totals.statistics().stale()).isOne();
  }

  @Test
  void aKnownChangeIsNotServedStale() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withOnOutage(OnOutage.SERVE_STALE));
    totals.get("a");
    node.hears(() -> log.spend("a", 5));
    log.cut = true;
    node.ticker.advanceMillis(300);
    assertThatThrownBy(() -> totals.get("a")).isInstanceOf(FreshnessUnavailableException.class);
  }

  @Test
  void theLastKnownValueIsThereAtAnyAgeUntilAChangeOfItIsKnown() {
    CoherentCache<String, Long> totals = node.totals();
    assertThat(totals.lastKnown("a")).isEmpty();
    totals.get("a");
    node.hears(() -> log.spend("b", 5));
    Position upTo = node.caches.horizon();
    log.spend("a", 5);
    log.cut = true;
    node.ticker.advanceMillis(3_600_000);
    int before = log.queries();
    assertThat(totals.lastKnown("a")).contains(new LastKnown<>(0L, upTo));
    assertThat(log.queries()).isEqualTo(before);
    log.cut = false;
    node.caches.catchUp();
    log.cut = true;
    assertThat(totals.lastKnown("a")).isEmpty();
  }

  @Test
  void aHitIsAsOldAsTheNode() {
    CoherentCache<String, Long> totals = node.totals();
    Answer<Long> loaded = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(loaded.age()).isZero();
    node.ticker.advanceMillis(100);
    Answer<Long> hit = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(hit.outcome()).isEqualTo(Outcome.HIT);
    assertThat(hit.age()).isEqualTo(Duration.ofMillis(100));
    assertThat(totals.read("a", ReadRequest.STRICT).age()).isZero();
  }

  @Test
  void aJoinedLoadIsAsOldAsItsStart() {
    CoherentCache<String, Long> totals = node.totals();
    node.ticker.advanceMillis(50);
    Schedule.Gate gate = new Schedule.Gate();
    node.afterLoad = gate;
    Schedule.Running<Answer<Long>> leader = go(() -> totals.read("a", ReadRequest.BY_POLICY));
    gate.awaitArrival();
    node.ticker.advanceMillis(100);
    Schedule.Running<Answer<Long>> joiner = go(() -> totals.read("a", ReadRequest.BY_POLICY));
    Schedule.until(() -> totals.statistics().joins() == 1);
    gate.open();
    assertThat(leader.get().age()).isZero();
    assertThat(joiner.get().age()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aReadAtAPositionIncludesIt() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    Position written = log.spend("a", 5);
    Answer<Long> answer = totals.read("a", ReadRequest.atLeast(written));
    assertThat(answer.value()).isEqualTo(5);
    assertThat(answer.position()).isGreaterThanOrEqualTo(written);
  }

  @Test
  void aReadWaitsForAPositionOnItsWay() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    Schedule.Running<Answer<Long>> reader =
        go(() -> totals.read("a", ReadRequest.atLeast(new Position(1))));
    int before = log.queries();
    Schedule.until(() -> log.queries() > before);
    log.spend("a", 5);
    assertThat(reader.get().value()).isEqualTo(5);
  }

  @Test
  void aPositionThatNeverComesIsRefused() {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withOnOutage(OnOutage.SERVE_STALE));
    totals.get("a");
    assertThatThrownBy(() -> totals.read("a", ReadRequest.atLeast(new Position(99))))
        .isInstanceOf(FreshnessUnavailableException.class);
  }

  @Test
  void aSessionNeverGoesBackwardsAcrossNodes() {
    try (Node other = Node.on(log)) {
      CoherentCache<String, Long> here = node.totals();
      CoherentCache<String, Long> there = other.sums();
      here.get("a");
      there.get("a");
      log.spend("a", 5);
      node.ticker.advanceMillis(300);
      Answer<Long> first = here.read("a", ReadRequest.BY_POLICY);
      assertThat(first.value()).isEqualTo(5);
      assertThat(there.get("a")).as("without the token").isZero();
      Position token = Objects.requireNonNull(first.position());
      Answer<Long> second = there.read("a", ReadRequest.atLeast(token));
      assertThat(second.value()).isEqualTo(5);
      assertThat(second.position()).isGreaterThanOrEqualTo(token);
    }
  }

  @Test
  void theTokenOfALoadCoversWhatItRacedWith() {
    CoherentCache<String, Long> totals = node.totals();
    log.spend("a", 5);
    Answer<Long> answer = totals.read("a", ReadRequest.BY_POLICY);
    assertThat(answer.value()).isEqualTo(5);
    assertThat(answer.position()).isEqualTo(new Position(1));
  }

  @Test
  void aWaitForTheLogIsBounded() {
    CoherentCache<String, Long> totals = node.totals();
    Schedule.Gate gate = new Schedule.Gate();
    log.answering = gate;
    Schedule.Running<Long> stuck = go(() -> totals.read("a", ReadRequest.STRICT).value());
    gate.awaitArrival();
    assertThatThrownBy(() -> totals.read("a", ReadRequest.STRICT))
        .isInstanceOf(FreshnessUnavailableException.class);
    gate.open();
    assertThat(stuck.get()).isZero();
  }
}
