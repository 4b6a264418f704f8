package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = new Node(log, b -> b.journal(new JournalBound(16, 16)));
  private final CoherentCache<String, Long> sums =
      node.caches
          .<String, Long>cache("sums", FakeLog::own)
          .policy(Node.FOLDING)
          .keys(KeyCodec.of(key -> "account " + key, text -> text.substring("account ".length())))
          .fold(
              FakeLog.Spent.class,
              (key, total, facts) -> total + facts.stream().mapToLong(FakeLog.Spent::cents).sum())
          .buildSnapshot(log::snapshot);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  private EntryReport report(String account) {
    return sums.entry("account " + account).orElseThrow();
  }

  private LastChange lastChange(String account) {
    return Objects.requireNonNull(report(account).lastChange());
  }

  @Test
  void anEntryTellsWhatItIs() {
    node.hears(() -> log.spend("b", 1));
    sums.get("a");
    node.ticker.advanceMillis(7);
    assertThat(report("a"))
        .isEqualTo(
            new EntryReport(
                "account a", FakeLog.own("a"), new Position(1), Duration.ofMillis(7), true, null));
    assertThat(sums.entry("account z")).isEmpty();
  }

  @Test
  void theLastChangeSaysWhatItDid() {
    sums.get("a");
    node.hears(() -> log.spend("a", 5));
    assertThat(report("a").current()).isFalse();
    assertThat(lastChange("a"))
        .isEqualTo(
            new LastChange(new Position(1), "Spent", "node", Instant.EPOCH, ChangeEffect.FOLDED));
    node.hears(() -> log.correct("a", 3));
    assertThat(lastChange("a").effect()).isEqualTo(ChangeEffect.INVALIDATED);
    assertThat(lastChange("a").kind()).isEqualTo("Corrected");
    sums.get("a");
    assertThat(report("a").current()).isTrue();
    assertThat(lastChange("a").position())
        .as("also what the value contains")
        .isEqualTo(new Position(2));
  }

  @Test
  void whereTheJournalsDoNotReachOnlyThePositionIsKnown() {
    sums.get("a");
    node.hears(() -> log.spend("a", 5));
    node.hears(() -> IntStream.range(0, 20).forEach(i -> log.spend("b", 1)));
    assertThat(lastChange("a"))
        .isEqualTo(
            new LastChange(
                new Position(1), LastChange.UNKNOWN, null, null, ChangeEffect.INVALIDATED));
  }

  @Test
  void entriesComeHottestFirstAndByTag() {
    sums.get("cold");
    IntStream.range(0, 5).forEach(i -> sums.get("hot"));
    assertThat(sums.hottest(1)).containsExactly("hot");
    assertThat(sums.entries(null, 10))
        .extracting(EntryReport::key)
        .containsExactly("account hot", "account cold");
    assertThat(sums.entries(null, 1)).hasSize(1);
    assertThat(sums.entries(new Tag("spend:cold"), 1))
        .extracting(EntryReport::key)
        .containsExactly("account cold");
    assertThat(sums.tagsOfKey("account x")).isEqualTo(FakeLog.own("x"));
    assertThatThrownBy(() -> sums.entries(null, 0)).hasMessageContaining("limit");
    assertThatThrownBy(() -> sums.hottest(-1)).hasMessageContaining("limit");
  }

  @Test
  void withoutACodecKeysAreTextsForPeopleOnly() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    assertThat(totals.entries(null, 1)).extracting(EntryReport::key).containsExactly("a");
    assertThatThrownBy(() -> totals.entry("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lookingIsNoRead() {
    sums.get("a");
    CacheStatistics before = sums.statistics();
    sums.entries(null, 10);
    report("a");
    assertThat(sums.statistics()).isEqualTo(before);
  }

  @Test
  void agesAreThoseOfTheEntriesHeld() {
    assertThat(sums.statistics().ages()).isEqualTo(AgePercentiles.NONE);
    for (String key : List.of("a", "b", "c", "d")) {
      sums.get(key);
      node.ticker.advanceMillis(10);
    }
    assertThat(sums.statistics().ages())
        .isEqualTo(
            new AgePercentiles(
                Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(40)));
    assertThat(AgePercentiles.of(LongStream.rangeClosed(1, 100).toArray()))
        .isEqualTo(
            new AgePercentiles(Duration.ofNanos(50), Duration.ofNanos(90), Duration.ofNanos(99)));
  }

  @Test
  void timeSavedIsWhatTheHitsWouldHaveTaken() {
    CoherentCache<String, Long> totals = node.totals();
    assertThat(totals.statistics().loadTimeSaved()).isZero();
    node.afterLoad = () -> node.ticker.advanceMillis(20);
    totals.get("a");
    totals.get("a");
    totals.get("a");
    assertThat(totals.statistics().loadTimeSaved()).isEqualTo(Duration.ofMillis(40));
  }
}
