package io.trueup.benchmarks;

import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeCodec;
import io.trueup.changelog.ChangeCodecs;
import io.trueup.changelog.ChangeLogSchema;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.JdbcTransactions;
import io.trueup.ledger.LedgerChange;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.RollupDelta;
import io.trueup.ledger.RollupKey;
import io.trueup.ledger.SpendTotals;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/*
 * P12. A node follows the log, then looks at it no more, as one that is cut off; meanwhile others
 * commit so many changes, each a recorded cost with its rollup and four tags, of 10 000 users. The
 * time is that of the one catch-up that brings the node to the head: reading, decoding, applying.
 * Memory is what is on the heap after a collection, before and after.
 */
/** How long a node that was away takes to come back: {@code Absence [changes]…}. */
public final class Absence {
  private static final int[] SIZES = {10_000, 100_000, 1_000_000};
  private static final int IN_A_TRANSACTION = 1000;
  private static final int USERS = 10_000;

  private final ChangeCodec codec = ChangeCodecs.of(LedgerChange.codec());

  private Absence() {}

  /**
   * Measures on both databases.
   *
   * @param arguments how many changes each time
   */
  public static void main(String... arguments) throws IOException {
    int[] sizes =
        arguments.length == 0
            ? SIZES
            : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    System.out.printf(
        "| database | changes | catch-up, s | changes/s | heap before, MB | heap after, MB |%n"
            + "| --- | --- | --- | --- | --- | --- |%n");
    for (String name : List.of("h2", "postgresql")) {
      for (int changes : sizes) {
        try (RecordingDatabase database = RecordingDatabase.open(name)) {
          new Absence().measure(name, database, changes);
        }
      }
    }
  }

  private void measure(String name, RecordingDatabase database, int changes) {
    ChangeLogSchema.create(database.dataSource());
    ChangeWriter writer = new ChangeWriter(codec, "others", Duration.ofSeconds(30));
    ChangeTransactions others = new JdbcTransactions(database.dataSource(), writer);
    try (JdbcChangeLog log = JdbcChangeLog.builder(database.dataSource(), codec).build();
        Caches node = Caches.follow(log).pollInterval(Duration.ofHours(1)).build()) {
      node.catchUp();
      for (int done = 0; done < changes; done += IN_A_TRANSACTION) {
        commit(others, done);
      }
      long before = usedHeap();
      long began = System.nanoTime();
      node.catchUp();
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %.2f | %,.0f | %.0f | %.0f |%n",
          name,
          changes,
          seconds,
          changes / seconds,
          before / 1e6,
          usedHeap() / 1e6);
    }
  }

  private static void commit(ChangeTransactions others, int from) {
    others.execute(
        changes -> {
          for (int i = from; i < from + IN_A_TRANSACTION; i++) {
            changes.append(recorded(i % USERS));
          }
          return from;
        });
  }

  private static Change recorded(int number) {
    String user = "user-" + number;
    Subject subject = new Subject("acme", "search", user, new ModelId("openai", "gpt-4o"));
    SpendTotals totals =
        new SpendTotals(
            Money.of("0.001375"),
            1,
            Usage.of(Map.of(Unit.INPUT_TOKENS, 374L, Unit.OUTPUT_TOKENS, 44L)));
    return Change.of(
        Tags.of(
            "spend:global",
            "spend:organization:acme",
            "spend:project:acme/search",
            "spend:user:acme/" + user),
        new CostRecorded(
            List.of(new RollupDelta(new RollupKey(subject, 1_795_000_500L), null, totals))));
  }

  private static long usedHeap() {
    ManagementFactory.getMemoryMXBean().gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
