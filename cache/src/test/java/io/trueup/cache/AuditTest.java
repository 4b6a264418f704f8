package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  @Test
  void aPlantedDifferenceIsFound() {
    AtomicLong impure = new AtomicLong();
    CoherentCache<String, Long> cache =
        node.caches.<String, Long>cache("c", FakeLog::own).build(k -> impure.incrementAndGet());
    cache.get("a");
    AuditReport report = cache.audit();
    assertThat(report.checked()).isOne();
    assertThat(report.different()).isOne();
    assertThat(report.differences()).containsExactly("a: 1 != 2");
  }

  @Test
  void aChangeDuringTheAuditIsNoDifference() {
    CoherentCache<String, Long> totals = node.totals();
    CoherentCache<String, Long> sums = node.sums();
    for (CoherentCache<String, Long> cache : List.of(totals, sums)) {
      cache.get("a");
      node.afterLoad = () -> log.spend("a", 1);
      AuditReport report = cache.audit();
      node.afterLoad = () -> {};
      assertThat(report.different()).isZero();
      assertThat(report.checked()).isZero();
    }
  }

  @Test
  void anEntryLoadedAfterTheRecomputationIsNoDifference() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    log.answering =
        () -> {
          log.answering = () -> {};
          log.spend("a", 1);
          CachePolicy policy = totals.policy();
          totals.policy(policy.withStrategy(Strategy.OFF));
          totals.policy(policy);
          assertThat(totals.get("a")).isEqualTo(log.total("a"));
        };
    assertThat(totals.audit().differences()).isEmpty();
  }

  @Test
  void aResetDuringTheAuditIsNoDifference() {
    CoherentCache<String, Long> totals = node.totals();
    totals.get("a");
    node.afterLoad =
        () -> {
          node.afterLoad = () -> {};
          log.spend("a", 1);
          node.caches.reset();
          totals.get("a");
        };
    assertThat(totals.audit().different()).isZero();
  }

  @Test
  void anAuditInATransactionIsRefused() {
    CoherentCache<String, Long> totals = node.totals();
    node.transactions.begin();
    assertThatThrownBy(totals::audit).isInstanceOf(IllegalStateException.class);
    node.transactions.rollback();
  }

  @Test
  void underConcurrentWritesItNeverCriesWolf() {
    CoherentCache<String, Long> totals = node.totals();
    CoherentCache<String, Long> sums = node.sums();
    List<Schedule.Running<Integer>> writers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int thread = t;
      writers.add(
          Schedule.go(
              () -> {
                for (int i = 0; i < 300; i++) {
                  String account = "a" + (i + thread) % 5;
                  log.spend(account, i);
                  totals.get(account);
                  sums.get(account);
                  node.caches.catchUp();
                }
                return 0;
              }));
    }
    AuditReport report = AuditReport.NONE;
    while (writers.stream().anyMatch(w -> !w.result().isDone())) {
      report = report.and(totals.audit()).and(sums.audit());
    }
    writers.forEach(Schedule.Running::get);
    report = report.and(totals.audit()).and(sums.audit());
    assertThat(report.differences()).isEmpty();
    assertThat(report.different()).isZero();
    assertThat(report.checked()).isPositive();
  }
}
