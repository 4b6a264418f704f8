package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.MissCause;
import io.trueup.cache.Outcome;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.WarmingBudget;
import io.trueup.cache.WarmingRun;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Warming over the ledger's own caches: what is declared critical, what was hot before a restart,
 * and that nothing warmed is stale. How the budget of loads is kept, hanging and failing loads: the
 * cache's {@code WarmingTest}.
 */
class CacheWarmingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final WarmingBudget BUDGET = new WarmingBudget(2, 10_000, Duration.ofMinutes(1));
  private static final List<CacheName> CRITICAL =
      List.of(CacheName.BUDGETS, CacheName.BUDGET_STATUS, CacheName.PRICES);

  private static Ledger.Builder warmed(Ledger.Builder ledger) {
    for (CacheName cache : CacheName.values()) {
      CachePolicy policy = cache.defaultPolicy();
      if (cache != CacheName.ALERT_SETTINGS) {
        ledger.policy(cache, policy.withWarm(true).withCritical(CRITICAL.contains(cache)));
      }
    }
    return ledger;
  }

  private static WarmingRun warm(Ledger ledger) {
    WarmingRun run =
        ledger
            .caches()
            .warm(List.of("budgets", "budget-status", "prices", "spend", "breakdown"), BUDGET);
    assertThat(run.await(PATIENCE)).isTrue();
    return run;
  }

  private static Scope.User user(int number) {
    return new Scope.User("acme", "u" + number);
  }

  private static void record(Ledger ledger, int number, String requestId) {
    ledger
        .usage()
        .record(
            UsageRequest.builder(requestId, "acme", Books.GPT_4O)
                .user(user(number).id())
                .usage(Usage.of(Unit.INPUT_TOKENS, 1_000))
                .build());
  }

  private static Budget give(Ledger ledger, int number) {
    return ledger
        .budgets()
        .create(
            Budget.builder(Budgets.newId(), user(number), Period.DAILY, Money.of("1.00")).build());
  }

  private static long missesOf(Ledger ledger) {
    return ledger.caches().all().stream().mapToLong(c -> c.statistics().missCount()).sum();
  }

  @Test
  void declaredCriticalDataIsThereBeforeTheNodeIsReady() {
    try (Books books = Books.open(TestDatabase.H2, CacheWarmingTest::warmed)) {
      Budget budget = give(books.ledger, 1);
      record(books.ledger, 1, "r1");
      try (Ledger restarted = warmed(books.builder("restarted")).open()) {
        assertThat(restarted.caches().isWarm()).isFalse();
        WarmingRun run = warm(restarted);
        assertThat(restarted.caches().isWarm()).isTrue();
        assertThat(run.failed()).isZero();
        assertThat(run.done()).isEqualTo(run.planned()).isPositive();
        long before = missesOf(restarted);
        StatusKey status = new StatusKey(budget.id(), budget.windowAt(Books.NOON));
        assertThat(restarted.views().budgetStatus().read(status, ReadRequest.BY_POLICY).outcome())
            .isEqualTo(Outcome.HIT);
        restarted.views().prices().get(Books.GPT_4O);
        restarted.views().budgets().get(new BudgetsKey.OfSubject("acme", null, "u1"));
        restarted.views().spend().get(spendOf(1, Books.NOON));
        assertThat(missesOf(restarted)).as("nothing had to be loaded").isEqualTo(before);
      }
    }
  }

  @Test
  void theNextWindowIsThereBeforeItTurns() {
    try (Books books = Books.open(TestDatabase.H2, CacheWarmingTest::warmed)) {
      Budget budget = give(books.ledger, 1);
      record(books.ledger, 1, "r1");
      Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
      books.setClock(midnight.minus(Duration.ofMinutes(10)));
      warm(books.ledger);
      books.setClock(midnight);
      StatusKey tomorrow = new StatusKey(budget.id(), budget.windowAt(midnight));
      assertThat(
              books.ledger.views().budgetStatus().read(tomorrow, ReadRequest.BY_POLICY).outcome())
          .isEqualTo(Outcome.HIT);
    }
  }

  @Test
  void theHottestKeysOutliveARestart() {
    try (Books books = Books.open(TestDatabase.H2, CacheWarmingTest::warmed)) {
      Instant lastYear = Instant.parse("2025-06-01T12:00:00Z");
      SpendKey odd = spendOf(1, lastYear);
      record(books.ledger, 1, "r1");
      try (Ledger first = warmed(books.builder("a")).open()) {
        for (int i = 0; i < 50; i++) {
          first.views().spend().get(odd);
        }
      }
      try (Ledger restarted = warmed(books.builder("a")).open()) {
        warm(restarted);
        assertThat(restarted.views().spend().read(odd, ReadRequest.BY_POLICY).outcome())
            .as("declared by nobody, but hot before")
            .isEqualTo(Outcome.HIT);
      }
    }
  }

  @Test
  void whatWasWarmedIsAsFreshAsWhatWasRead() {
    try (Books books = Books.open(TestDatabase.H2, CacheWarmingTest::warmed)) {
      for (int i = 0; i < 20; i++) {
        give(books.ledger, i);
        record(books.ledger, i, "r" + i);
      }
      WarmingRun run =
          books.ledger.caches().warm(List.of("spend", "budget-status", "budgets"), BUDGET);
      for (int i = 0; i < 20; i++) {
        record(books.ledger, i, "more" + i);
      }
      assertThat(run.await(PATIENCE)).isTrue();
      for (CoherentCache<?, ?> cache : books.ledger.caches().all()) {
        assertThat(cache.audit().differences()).as(cache.name()).isEmpty();
      }
      SpendTotals spent = books.ledger.views().spend().get(spendOf(3, Books.NOON));
      assertThat(spent.requests()).isEqualTo(2);
    }
  }

  @Test
  void whatIsThereAlreadyIsNotLoadedAgain() {
    try (Books books = Books.open(TestDatabase.H2, CacheWarmingTest::warmed)) {
      give(books.ledger, 1);
      record(books.ledger, 1, "r1");
      warm(books.ledger);
      long loads = loadsOf(books.ledger);
      warm(books.ledger);
      assertThat(loadsOf(books.ledger)).isEqualTo(loads);
      assertThat(books.ledger.views().spend().statistics().misses(MissCause.BYPASSED)).isZero();
    }
  }

  private static long loadsOf(Ledger ledger) {
    return ledger.caches().all().stream().mapToLong(c -> c.statistics().loads()).sum();
  }

  private static SpendKey spendOf(int number, Instant at) {
    return new SpendKey(user(number), Period.DAILY.windowAt(at, ZoneOffset.UTC));
  }
}
