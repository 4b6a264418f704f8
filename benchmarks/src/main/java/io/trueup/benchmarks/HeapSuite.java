package io.trueup.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** P10, and that memory is bounded. */
final class HeapSuite implements Suite {
  private static final int MILLION = 1_000_000;
  private static final int TENTH = MILLION / 10;

  @Override
  public List<Options> round(boolean quick) {
    return List.of(options("entries|caffeine", MILLION), options("changes", TENTH, MILLION));
  }

  private static Options options(String benchmarks, int... sizes) {
    return new OptionsBuilder()
        .include(HeapBenchmark.class.getName() + "\\.(" + benchmarks + ")$")
        .param("size", Arrays.stream(sizes).mapToObj(String::valueOf).toArray(String[]::new))
        .forks(1)
        .warmupIterations(1)
        .measurementIterations(3)
        .jvmArgs("-Xms2g", "-Xmx2g")
        .addProfiler(HeapProfiler.class)
        .build();
  }

  @Override
  public String table(Results results) {
    Figure ours = heap("entries", MILLION, results);
    Figure peer = heap("caffeine", MILLION, results);
    return "| heap | MB | ratio | target |\n| --- | --- | --- | --- |\n"
        + row("1 000 000 entries with 4 tags", ours, ours.over(peer).toString(), "≤ 1.5")
        + row("the same in bare Caffeine", peer, "1", "")
        + row("100 000 changes, no entries", heap("changes", TENTH, results), "", "")
        + row(
            "1 000 000 changes, no entries",
            heap("changes", MILLION, results),
            heap("changes", MILLION, results).over(heap("changes", TENTH, results)).toString(),
            "≤ 1.1");
  }

  private static Figure heap(String benchmark, int size, Results results) {
    return results.of(benchmark + " " + size + " x1", HeapProfiler.HEAP);
  }

  private static String row(String what, Figure bytes, String ratio, String target) {
    return String.format(
        Locale.ROOT, "| %s | %.1f | %s | %s |%n", what, bytes.mean() / 1e6, ratio, target);
  }
}
