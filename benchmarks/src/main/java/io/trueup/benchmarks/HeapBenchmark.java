package io.trueup.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Tags;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * P10: what is on the heap afterwards, by {@link HeapProfiler}. Trueup's includes its node: tag
 * slots, journals, and the log that the benchmark keeps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HeapBenchmark {
  /** What is kept until the profiler has looked. */
  static volatile @Nullable Object held;

  /** How many entries, or changes. */
  @Param({"1000000"})
  public int size;

  /** For JMH. */
  public HeapBenchmark() {}

  /** Entries with four tags, of which one is the entry's own: as many tags as entries, and more. */
  @Benchmark
  public int entries() {
    CoherentCache<String, String> cache =
        node(RingLog.soleWritten())
            .<String, String>cache("budgets", Workload::tags)
            .policy(CachePolicy.DEFAULT.withMaxEntries(2L * size))
            .build(Workload::value);
    for (int i = 0; i < size; i++) {
      String unused = cache.get("budget:" + i);
    }
    held = cache;
    return size;
  }

  /** The same keys and values. */
  @Benchmark
  public int caffeine() {
    Cache<String, String> cache = Caffeine.newBuilder().maximumSize(2L * size).build();
    for (int i = 0; i < size; i++) {
      String unused = cache.get("budget:" + i, Workload::value);
    }
    held = cache;
    return size;
  }

  /** Changes with a tag each that no entry carries and no other change has. */
  @Benchmark
  public int changes() {
    RingLog log = RingLog.soleWritten();
    Caches node = node(log);
    for (int i = 0; i < size; i++) {
      log.append(Change.of(Tags.of("budget:" + i), "changed"));
    }
    held = node;
    return size;
  }

  private static Caches node(RingLog log) {
    return Caches.follow(log).transactions(log).withoutPolling().build();
  }
}
