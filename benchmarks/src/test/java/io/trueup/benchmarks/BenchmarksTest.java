package io.trueup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.benchmarks.HitBenchmark.Bare;
import io.trueup.benchmarks.HitBenchmark.Changing;
import io.trueup.benchmarks.HitBenchmark.Checked;
import io.trueup.benchmarks.HitBenchmark.Picks;
import io.trueup.benchmarks.HitBenchmark.Quiet;
import io.trueup.benchmarks.InvalidationBenchmark.Way;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.Reservation;
import io.trueup.spend.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks measure what they say; how fast it is, is no matter here. */
class BenchmarksTest {
  private static final int READS = 10_000;

  @Test
  void everyReadIsARightHit() throws InterruptedException {
    Bare bare = new Bare();
    bare.fill();
    for (Quiet node : List.of(new Quiet(), new Checked(), new Changing())) {
      node.open();
      Picks picks = new Picks();
      for (int i = 0; i < READS; i++) {
        String key = picks.next();
        assertThat(node.cache.get(key)).isEqualTo(Workload.value(key)).hasSize(100);
        assertThat(bare.cache.getIfPresent(key)).isEqualTo(Workload.value(key));
      }
      assertThat(node.cache.statistics().hits()).isGreaterThan(READS * 9 / 10);
      node.end();
    }
  }

  @Test
  void entriesCarryFourTags() {
    assertThat(Workload.tags("budget:7").size()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void anInvalidationLeavesNoEntry(Way way) {
    String[] keys = Workload.keys(2500);
    try (TaggedEntries entries = way.open(2 * keys.length)) {
      entries.fill(keys);
      assertThat(Set.of(keys)).allMatch(entries::holds);
      entries.invalidate();
      assertThat(Set.of(keys)).noneMatch(entries::holds);
    }
  }

  @Test
  void everyReadOfTheSecondLevelIsAnsweredByRedis() throws Exception {
    SecondLevelBenchmark benchmark = new SecondLevelBenchmark();
    benchmark.fill();
    for (int i = 1; i <= SecondLevelBenchmark.KEYS; i++) {
      String key = Workload.key(i & (SecondLevelBenchmark.KEYS - 1));
      assertThat(benchmark.level()).isEqualTo(Workload.value(key));
    }
    assertThat(new String(benchmark.get(), StandardCharsets.UTF_8)).contains("budget:");
    assertThat(benchmark.cache.statistics().loads()).isEqualTo(SecondLevelBenchmark.KEYS);
    benchmark.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgresql"})
  void whatIsRecordedIsStored(String database) throws Exception {
    RecordingBenchmark.Ours ours = new RecordingBenchmark.Ours();
    ours.database = database;
    ours.open();
    assertThat(ours.ours().duplicate()).isFalse();
    assertThat(Objects.requireNonNull(ours.ours().record().cost()).amount()).isPositive();
    ours.close();
    RecordingBenchmark.Bare bare = new RecordingBenchmark.Bare();
    bare.database = database;
    bare.open();
    assertThat(bare.bare()).isEqualTo(RecordingBenchmark.CALLERS);
    bare.close();
  }

  @Test
  void everyReservationOfABatchIsAdmittedFromALeaseOfEachBudget() throws Exception {
    try (LeasedBooks books = new LeasedBooks("h2")) {
      for (int batch = 0; batch < 2; batch++) {
        Ledger node = books.lease();
        for (int i = 0; i < 1000; i++) {
          Reservation reservation = books.reserve(node).reservation();
          assertThat(reservation.id()).startsWith("r-s-");
          assertThat(reservation.budgets()).hasSize(ConditionalUpdate.BUDGETS);
        }
        books.giveBack();
      }
    }
  }

  @Test
  void aBatchThatIsNotAdmittedFromLeasesFails() throws Exception {
    try (LeasedBooks books = new LeasedBooks("h2")) {
      Ledger node = books.lease();
      Reservation first = books.reserve(node).reservation();
      node.budgets()
          .update(
              first.budgets().get(0),
              it -> it.toBuilder().limit(Money.of("2000000000")).build(),
              null);
      assertThat(books.reserve(node).reservation().id()).doesNotStartWith("r-s-");
      assertThatThrownBy(books::giveBack).hasMessageContaining("admitted in memory 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgresql"})
  void aConditionalUpdateHoldsOfAllBudgetsOrOfNone(String name) throws Exception {
    try (RecordingDatabase database = RecordingDatabase.open(name)) {
      ConditionalUpdate budgets = new ConditionalUpdate(database.dataSource());
      assertThat(budgets.hold(ConditionalUpdate.AMOUNT)).isTrue();
      assertThat(budgets.hold(new BigDecimal("1000000000"))).isFalse();
      assertThat(budgets.held()).isEqualByComparingTo(ConditionalUpdate.AMOUNT);
    }
  }

  @Test
  void aScriptInRedisHoldsOfAllBudgetsOrOfNone() {
    try (RedisCheck budgets = new RedisCheck()) {
      assertThat(budgets.hold("7")).isTrue();
      assertThat(budgets.hold("1000000000000000")).isFalse();
      assertThat(budgets.held()).isEqualTo(7);
    }
  }

  @Test
  void oneBudgetIsAdmittedFromLeasesWhereTheyAreOnAndElseByTheDatabase() throws Exception {
    try (HotBudget budget = new HotBudget("h2")) {
      assertThat(budget.run(new HotBudget.Load(true, 1, true), 5).inMemory()).isOne();
      assertThat(budget.run(new HotBudget.Load(false, 1, true), 5).inMemory()).isZero();
    }
  }

  @Test
  void namesOfTheCatalogueAreFound() {
    PriceMatchBenchmark benchmark = new PriceMatchBenchmark();
    for (int i = 0; i < 1024; i++) {
      assertThat((Optional<?>) benchmark.known()).isPresent();
    }
  }

  @Test
  void hotKeysAreReadMost() {
    Zipf zipf = new Zipf(Workload.KEYS, 1);
    long first = 0;
    for (int i = 0; i < READS; i++) {
      first += zipf.next() == 0 ? 1 : 0;
    }
    assertThat(first / (double) READS).isBetween(0.07, 0.11);
  }
}
