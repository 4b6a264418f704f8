package io.trueup.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Finding a model in the catalogue. */
final class PriceMatchSuite implements Suite {
  @Override
  public List<Options> round(boolean quick) {
    TimeValue time = TimeValue.milliseconds(quick ? 300 : 1000);
    return List.of(
        new OptionsBuilder()
            .include(PriceMatchBenchmark.class.getName() + "\\.")
            .forks(1)
            .warmupIterations(5)
            .warmupTime(time)
            .measurementIterations(5)
            .measurementTime(time)
            .jvmArgs("-Xms512m", "-Xmx512m")
            .build());
  }

  @Override
  public String table(Results results) {
    return "| match of a model's name, ns | | target |\n| --- | --- | --- |\n"
        + row("asked for before", results.of("known x1"), "≤ 1,000")
        + row("new, its rules are walked", results.of("unknown x1"), "")
        + row("the texts of either, in both figures", results.of("texts x1"), "");
  }

  private static String row(String what, Figure figure, String target) {
    return String.format(Locale.ROOT, "| %s | %s | %s |%n", what, figure, target);
  }
}
