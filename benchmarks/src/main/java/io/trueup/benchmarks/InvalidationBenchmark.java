package io.trueup.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * P3: one tag is invalidated, once, with its entries valid before. The code is warm: many small
 * invalidations came before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InvalidationBenchmark {
  private static final int FEW = 10;

  /** Who invalidates. */
  public enum Way {
    /** A change in the log. */
    TRUEUP(CoherentEntries::new, 20_000),
    /** Everything goes. */
    SPRING_CLEAR(SpringClear::new, 20_000),
    /** Caffeine and a key list. */
    CAFFEINE_KEY_LIST(CaffeineKeyList::new, 20_000),
    /** JetCache local and a key list. */
    JETCACHE_KEY_LIST(JetCacheKeyList::new, 20_000),
    /** A Redis set of keys for each tag. */
    REDIS_SET(room -> new RedisSet(), 2_000),
    /** SCAN and UNLINK. */
    REDIS_SCAN(room -> new RedisScan(), 2_000);

    @SuppressWarnings("ImmutableEnumChecker") // a constructor or a lambda without state
    private final IntFunction<TaggedEntries> entries;

    private final int warmUps;

    Way(IntFunction<TaggedEntries> entries, int warmUps) {
      this.entries = entries;
      this.warmUps = warmUps;
    }

    TaggedEntries open(int room) {
      return entries.apply(room);
    }
  }

  @Param Way way = Way.TRUEUP;

  @Param({"10", "10000", "1000000"})
  int entries;

  private String[] keys = {};
  private TaggedEntries tagged = new CoherentEntries(FEW);

  /** For JMH. */
  public InvalidationBenchmark() {}

  /** Warms up with few entries. */
  @Setup
  public void open() {
    tagged = way.open(Math.max(2 * entries, Workload.ROOM));
    String[] few = Workload.keys(FEW);
    for (int i = 0; i < way.warmUps; i++) {
      tagged.fill(few);
      tagged.invalidate();
    }
    keys = Workload.keys(entries);
  }

  /** Makes all entries valid. */
  @Setup(Level.Invocation)
  public void fill() {
    tagged.fill(keys);
  }

  /** Invalidates them. */
  @Benchmark
  public void invalidate() {
    tagged.invalidate();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    tagged.close();
  }
}
