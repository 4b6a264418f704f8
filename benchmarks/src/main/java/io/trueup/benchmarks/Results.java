package io.trueup.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What was measured, the forks of a benchmark taken together. For one thread. */
final class Results {
  private final Map<String, RunResult> byName = new TreeMap<>();

  void add(Collection<RunResult> round) {
    round.forEach(run -> byName.merge(name(run.getParams()), run, Results::together));
  }

  private static RunResult together(RunResult one, RunResult other) {
    List<BenchmarkResult> forks = new ArrayList<>(one.getBenchmarkResults());
    forks.addAll(other.getBenchmarkResults());
    return new RunResult(one.getParams(), forks);
  }

  private static String name(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    StringBuilder name = new StringBuilder(benchmark.substring(benchmark.lastIndexOf('.') + 1));
    for (String key : params.getParamsKeys()) {
      name.append(' ').append(params.getParam(key));
    }
    return name + " x" + params.getThreads();
  }

  /** The figure of a benchmark: method, parameters in alphabetical order, x and threads. */
  Figure of(String name) {
    return figure(run(name).getPrimaryResult());
  }

  /** What a profiler found in it. */
  Figure of(String name, String profiled) {
    return figure(Objects.requireNonNull(run(name).getSecondaryResults().get(profiled)));
  }

  /** What so many percent of the single times are not above. */
  double percentile(String name, double percent) {
    return run(name).getPrimaryResult().getStatistics().getPercentile(percent);
  }

  private RunResult run(String name) {
    RunResult run = byName.get(name);
    if (run == null) {
      throw new IllegalStateException(name + " was not measured; there are " + byName.keySet());
    }
    return run;
  }

  private static Figure figure(Result<?> result) {
    return new Figure(result.getScore(), result.getScoreError());
  }

  Collection<RunResult> all() {
    return byName.values();
  }
}
