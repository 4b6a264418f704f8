package io.trueup.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/** What the heap holds after an iteration more than before it. */
public final class HeapProfiler implements InternalProfiler {
  static final String HEAP = "heap";

  private static final int COLLECTIONS = 3;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private long before;

  /** For JMH. */
  public HeapProfiler() {}

  @Override
  public String getDescription() {
    return "bytes on the heap after full collections, less those before";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    HeapBenchmark.held = null;
    before = used();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double more = used() - before;
    return List.of(new ScalarResult(HEAP, more, "B", AggregationPolicy.AVG));
  }

  private long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
