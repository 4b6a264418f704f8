package io.trueup.benchmarks;

import io.trueup.benchmarks.InvalidationBenchmark.Way;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** P3. */
final class InvalidationSuite implements Suite {
  private static final List<String> SIZES = List.of("10", "10000", "1000000");
  private static final List<String> STEPS = List.of("slot", "apply", "commit");

  @Override
  public List<Options> round(boolean quick) {
    int shots = quick ? 3 : 10;
    return List.of(
        steps(quick), shots(shots, "10", "10000"), shots(Math.max(2, shots / 3), "1000000"));
  }

  private static ChainedOptionsBuilder options(Class<?> benchmark) {
    return new OptionsBuilder()
        .include(benchmark.getName() + "\\.")
        .forks(1)
        .jvmArgs("-Xms3g", "-Xmx3g");
  }

  private static Options steps(boolean quick) {
    TimeValue time = TimeValue.milliseconds(quick ? 300 : 1000);
    return options(InvalidationStepsBenchmark.class)
        .warmupIterations(3)
        .warmupTime(time)
        .measurementIterations(3)
        .measurementTime(time)
        .build();
  }

  private static Options shots(int shots, String... entries) {
    return options(InvalidationBenchmark.class)
        .param("entries", entries)
        .warmupIterations(2)
        .measurementIterations(shots)
        .build();
  }

  @Override
  public String table(Results results) {
    return heading("one invalidation, µs")
        + Stream.of(Way.values()).map(way -> row(way, results)).collect(Collectors.joining())
        + "\n"
        + heading("steps, over and over, ns")
        + STEPS.stream().map(step -> row(step, results)).collect(Collectors.joining());
  }

  private static String heading(String what) {
    String sizes = SIZES.stream().map(size -> size + " entries").collect(Collectors.joining(" | "));
    return "| " + what + " | " + sizes + " |\n| --- |" + " --- |".repeat(SIZES.size()) + "\n";
  }

  private static String row(Way way, Results results) {
    String figures =
        SIZES.stream()
            .map(size -> figureAndRatio(way, size, results))
            .collect(Collectors.joining(" | "));
    return "| " + way.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | " + figures + " |\n";
  }

  private static String figureAndRatio(Way way, String size, Results results) {
    Figure figure = shot(way, size, results);
    if (way == Way.TRUEUP) {
      return figure.toString();
    }
    double times = figure.over(shot(Way.TRUEUP, size, results)).mean();
    return figure + String.format(Locale.ROOT, " (%,.1f ×)", times);
  }

  private static Figure shot(Way way, String size, Results results) {
    return results.of("invalidate " + size + " " + way + " x1");
  }

  private static String row(String step, Results results) {
    String figures =
        SIZES.stream()
            .map(size -> results.of(step + " " + size + " x1").toString())
            .collect(Collectors.joining(" | "));
    return "| " + step + " | " + figures + " |\n";
  }
}
