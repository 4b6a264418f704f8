package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.testkit.InMemoryChangeLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ElsewhereTest {
  private final InMemoryChangeLog log = InMemoryChangeLog.shared();
  private final Caches caches = Caches.follow(log).build();
  private final List<Duration> pauses = new ArrayList<>();
  private final Elsewhere elsewhere = new Elsewhere(caches, pauses::add);

  @AfterEach
  void close() {
    caches.close();
  }

  private void cache(String name, Duration bound, OnOutage onOutage) {
    caches
        .<String, String>cache(name, key -> Tags.of(key))
        .policy(CachePolicy.DEFAULT.withMaxStaleness(bound).withOnOutage(onOutage))
        .build(key -> key);
  }

  @Test
  void itIsTheLongestBoundOfTheLedgersCachesThatHaveOneAndSomeForTheClocks() {
    cache("budgets", Duration.ofMillis(100), OnOutage.REFUSE);
    cache("prices", Duration.ofMillis(200), OnOutage.REFUSE);
    cache("breakdown", Duration.ofMillis(300), OnOutage.SERVE_STALE);
    cache("items", Duration.ofMillis(400), OnOutage.REFUSE);
    elsewhere.await(new Position(7));
    assertThat(pauses).containsExactly(Duration.ofMillis(204));
  }

  @Test
  void whatWasWaitedForIsNotWaitedForAgain() {
    cache("budgets", Duration.ofMillis(100), OnOutage.REFUSE);
    elsewhere.await(new Position(7));
    elsewhere.await(new Position(7));
    elsewhere.await(new Position(3));
    assertThat(pauses).hasSize(1);
    elsewhere.await(new Position(8));
    assertThat(pauses).hasSize(2);
  }

  @Test
  void anInterruptedWaitCountsForNothing() {
    cache("budgets", Duration.ofMillis(100), OnOutage.REFUSE);
    Elsewhere interrupted =
        new Elsewhere(
            caches,
            time -> {
              pauses.add(time);
              throw new InterruptedException();
            });
    interrupted.await(new Position(7));
    assertThat(Thread.interrupted()).isTrue();
    interrupted.await(new Position(7));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pauses).hasSize(2);
  }

  @Test
  void whereNobodyElseWritesNobodyWaits() {
    try (Books books = Books.open()) {
      new Elsewhere(books.ledger.caches(), pauses::add).await(new Position(7));
    }
    assertThat(pauses).isEmpty();
  }

  /** No doorbell rings from one to the other, and what was just read there is still fresh. */
  @Test
  void theNextReadOnAnotherNodeSeesWhatWasChanged() {
    Scope ann = new Scope.User("acme", "ann");
    BudgetsKey key = new BudgetsKey.OfSubject("acme", null, "ann");
    try (Books books = Books.shared(TestDatabase.H2);
        Ledger other = books.anotherNode("b")) {
      for (int i = 1; i <= 3; i++) {
        assertThat(other.views().budgets().get(key).budgets()).hasSize(i - 1);
        Budget made = books.budget(ann, Period.TOTAL, "1");
        assertThat(other.views().budgets().get(key).budgets()).hasSize(i);
        Money limit = Money.of("0." + i);
        books.ledger.budgets().update(made.id(), it -> it.toBuilder().limit(limit).build(), null);
        assertThat(other.views().budgets().get(key).budgets())
            .extracting(Budget::limit)
            .contains(limit);
      }
    }
  }
}
