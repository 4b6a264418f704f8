package io.trueup.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** P7. The compiler takes some 400 000 reservations to settle ours. */
final class LeaseSuite implements Suite {
  private static final int[] CALLERS = {1, 16};
  private static final int TARGET = 100;
  private static final int TARGET_P99_MICROS = 10;

  /** A node may not admit more at once than it has requests: at 1 µs each these take longer. */
  private static final TimeValue SAMPLED = TimeValue.milliseconds(90);

  private record Peer(String text, String name) {}

  private static final List<Peer> PEERS =
      List.of(
          new Peer("conditional update, PostgreSQL", "update postgresql"),
          new Peer("conditional update, H2", "update h2"),
          new Peer("script in Redis", "script"));

  @Override
  public List<Options> round(boolean quick) {
    List<Options> round = new ArrayList<>();
    round.add(
        options("Batch\\.").warmupIterations(8).measurementIterations(quick ? 5 : 10).build());
    round.add(
        options("Single\\.")
            .warmupIterations(quick ? 30 : 60)
            .warmupTime(SAMPLED)
            .measurementIterations(quick ? 10 : 30)
            .measurementTime(SAMPLED)
            .build());
    TimeValue time = TimeValue.seconds(quick ? 1 : 3);
    for (int callers : CALLERS) {
      round.add(
          options("(Update|Redis)\\.")
              .threads(callers)
              .warmupIterations(5)
              .warmupTime(time)
              .measurementIterations(5)
              .measurementTime(time)
              .build());
    }
    return round;
  }

  private static ChainedOptionsBuilder options(String states) {
    return new OptionsBuilder()
        .include(LeaseBenchmark.class.getName() + "\\." + states)
        .forks(1)
        .jvmArgs("-Xms2g", "-Xmx2g");
  }

  @Override
  public String table(Results results) {
    return rates(results) + "\n" + times(results) + "\n" + steps(results);
  }

  private static String rates(Results results) {
    StringBuilder table =
        new StringBuilder("| four budgets checked by | callers | leases, /s | peer, /s | ratio |")
            .append(" target |\n| --- | --- | --- | --- | --- | --- |\n");
    for (Peer peer : PEERS) {
      for (int callers : CALLERS) {
        Figure ours =
            results.of("batch " + callers + " postgresql x1").rate(LeasedBooks.REQUESTS * 1000.0);
        Figure theirs = results.of(peer.name + " x" + callers);
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s | ≥ %d |%n",
                peer.text,
                callers,
                ours,
                theirs,
                ours.over(theirs),
                TARGET));
      }
    }
    return table.toString();
  }

  private static String times(Results results) {
    String one = "one postgresql x1";
    return "| a reservation from leases, µs | mean | p50 | p99 | p99.9 | target of p99 |\n"
        + "| --- | --- | --- | --- | --- | --- |\n"
        + String.format(
            Locale.ROOT,
            "| one caller | %s | %.2f | %.2f | %.2f | ≤ %d |%n",
            results.of(one),
            results.percentile(one, 50),
            results.percentile(one, 99),
            results.percentile(one, 99.9),
            TARGET_P99_MICROS);
  }

  private static String steps(Results results) {
    return "| of it, µs | the budgets, from the cache | fingerprint | sealed id |\n"
        + "| --- | --- | --- | --- |\n"
        + String.format(
            Locale.ROOT,
            "| one caller | %s | %s | %s |%n",
            results.of("budgets postgresql x1"),
            results.of("fingerprint postgresql x1"),
            results.of("seal postgresql x1"));
  }
}
