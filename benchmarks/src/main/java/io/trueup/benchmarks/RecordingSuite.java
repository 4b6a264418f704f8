package io.trueup.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** P8. */
final class RecordingSuite implements Suite {
  private static final double TARGET = 0.5;
  private static final List<String> DATABASES = List.of("h2", "postgresql");

  @Override
  public List<Options> round(boolean quick) {
    TimeValue time = TimeValue.seconds(quick ? 2 : 5);
    return List.of(
        new OptionsBuilder()
            .include(RecordingBenchmark.class.getName() + "\\.")
            .forks(1)
            .warmupIterations(5)
            .warmupTime(time)
            .measurementIterations(5)
            .measurementTime(time)
            .jvmArgs("-Xms2g", "-Xmx2g")
            .build());
  }

  @Override
  public String table(Results results) {
    StringBuilder table =
        new StringBuilder(
                "| database | Trueup, records/s | bare inserts, rows/s | ratio | target |\n")
            .append("| --- | --- | --- | --- | --- |\n");
    for (String database : DATABASES) {
      Figure ours = results.of("ours " + database + " x" + RecordingBenchmark.CALLERS);
      Figure peer = results.of("bare " + database + " x1");
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | ≥ %s |%n",
              database,
              ours,
              peer,
              ours.over(peer),
              TARGET));
    }
    return table.toString();
  }
}
