package io.trueup.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** P4. The compiler takes some 200 000 reads, half a minute, to settle both. */
final class SecondLevelSuite implements Suite {
  private static final double TARGET = 1.15;

  @Override
  public List<Options> round(boolean quick) {
    TimeValue time = TimeValue.milliseconds(quick ? 500 : 2000);
    return List.of(
        new OptionsBuilder()
            .include(SecondLevelBenchmark.class.getName() + "\\.")
            .forks(1)
            .warmupIterations(quick ? 5 : 15)
            .warmupTime(time)
            .measurementIterations(5)
            .measurementTime(time)
            .jvmArgs("-Xms1g", "-Xmx1g")
            .build());
  }

  @Override
  public String table(Results results) {
    Figure ours = results.of("level x1");
    Figure peer = results.of("get x1");
    return "| read from Redis, µs | bare GET, µs | ratio | target |\n| --- | --- | --- | --- |\n"
        + String.format(
            Locale.ROOT, "| %s | %s | %s | ≤ %s |%n", ours, peer, ours.over(peer), TARGET);
  }
}
