package io.trueup.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** P1. */
final class HitSuite implements Suite {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int[] THREADS = {1, 2, 8};

  private record Case(String text, String ours, String peer, double target) {}

  private static final List<Case> CASES =
      List.of(
          new Case("quiet", "quiet", "caffeine", 0.75),
          new Case("10 000 changes/s", "changing", "caffeine", 0.5),
          new Case("clock read for each hit", "checked", "caffeineAndClock", 0.9));

  @Override
  public List<Options> round(boolean quick) {
    return IntStream.of(THREADS).mapToObj(threads -> options(threads, quick)).toList();
  }

  private static Options options(int threads, boolean quick) {
    TimeValue time = TimeValue.milliseconds(quick ? 300 : 1000);
    return new OptionsBuilder()
        .include(HitBenchmark.class.getName())
        .threads(threads)
        .forks(1)
        .warmupIterations(4)
        .warmupTime(time)
        .measurementIterations(5)
        .measurementTime(time)
        .jvmArgs("-Xms1g", "-Xmx1g")
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .build();
  }

  @Override
  public String table(Results results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| hit | threads | Trueup, hits/µs | peer, hits/µs | ratio | target"
            + " | Trueup, CPU ns | peer, CPU ns | CPU ratio | B/hit |\n"
            + "| --- |"
            + " --- |".repeat(9)
            + "\n");
    for (Case one : CASES) {
      IntStream.of(THREADS).forEach(threads -> table.append(row(one, threads, results)));
    }
    return table.toString();
  }

  private static String row(Case one, int threads, Results results) {
    String ours = one.ours + " x" + threads;
    String peer = one.peer + " x" + threads;
    Figure ourCpu = results.of(ours, CpuProfiler.CPU);
    Figure peerCpu = results.of(peer, CpuProfiler.CPU);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %s | ≥ %s | %s | %s | %s | %.3f |%n",
        one.text,
        threads,
        results.of(ours),
        results.of(peer),
        results.of(ours).over(results.of(peer)),
        one.target,
        ourCpu,
        peerCpu,
        peerCpu.over(ourCpu),
        results.of(ours, ALLOCATED).mean());
  }
}
