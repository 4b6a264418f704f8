package io.trueup.redis;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.testkit.InMemoryChangeLog;
import io.trueup.testkit.TestFact;
import java.util.Map;
import java.util.TreeMap;

/** A database of totals, with its change log. */
final class Accounts {
  /** Both of them at some time. */
  record Backup(InMemoryChangeLog.Backup log, Map<String, Long> totals) {}

  final InMemoryChangeLog log = InMemoryChangeLog.shared();
  private Map<String, Long> totals = new TreeMap<>();

  synchronized void add(String account, long amount) {
    totals.merge(account, amount, Long::sum);
    log.appendElsewhere(Change.of(Tags.of("account:" + account), new TestFact(account)));
  }

  /** Something that all accounts depend on changed. */
  synchronized void touchAll() {
    log.appendElsewhere(Change.of(Tags.of("all"), new TestFact("all")));
  }

  static Tags tags(String account) {
    return Tags.of("account:" + account, "all");
  }

  synchronized long total(String account) {
    return totals.getOrDefault(account, 0L);
  }

  synchronized Position head() {
    return log.head().changes().get(0).position();
  }

  synchronized Backup backUp() {
    return new Backup(log.backUp(), new TreeMap<>(totals));
  }

  /** What was committed since is lost, and its positions are given out again. */
  synchronized void restore(Backup backup) {
    log.restore(backup.log);
    totals = new TreeMap<>(backup.totals);
  }
}
