package io.trueup.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** P1: a hit in the process, against bare Caffeine. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HitBenchmark {
  private static final Ticker TICKER = Ticker.system();

  /** For JMH. */
  public HitBenchmark() {}

  /**
   * Makes old objects of the entries, close together, as they are in a process that has run for a
   * while. Before its first collection a heap holds each among the garbage of its own load.
   */
  private static void age() {
    System.gc();
  }

  /** The order in which one thread reads. */
  @State(Scope.Thread)
  public static class Picks {
    private static final AtomicLong SEEDS = new AtomicLong();

    private final String[] keys = Workload.picks(SEEDS.incrementAndGet());
    private int i;

    /** For JMH. */
    public Picks() {}

    String next() {
      return keys[i++ & (Workload.PICKS - 1)];
    }
  }

  /** Bare Caffeine with every key. */
  @State(Scope.Benchmark)
  public static class Bare {
    final Cache<String, String> cache =
        Caffeine.newBuilder().maximumSize(Workload.ROOM).executor(Runnable::run).build();

    /** For JMH. */
    public Bare() {}

    /** Fills it. */
    @Setup
    public void fill() {
      for (int i = 0; i < Workload.KEYS; i++) {
        cache.put(Workload.key(i), Workload.value(Workload.key(i)));
      }
      age();
    }
  }

  /** A node whose process alone writes the log, and nobody does. */
  @State(Scope.Benchmark)
  public static class Quiet {
    final RingLog log;
    final CoherentCache<String, String> cache;
    private final Caches node;

    /** For JMH. */
    public Quiet() {
      this(RingLog.soleWritten());
    }

    Quiet(RingLog log) {
      this.log = log;
      this.node = Caches.follow(log).transactions(log).build();
      this.cache =
          node.<String, String>cache("hits", Workload::tags)
              .policy(CachePolicy.DEFAULT.withMaxEntries(Workload.ROOM))
              .build(Workload::value);
    }

    /** Fills it. */
    @Setup
    public final void open() {
      for (int i = 0; i < Workload.KEYS; i++) {
        cache.get(Workload.key(i));
      }
      age();
      opened();
    }

    /** Ends its threads. */
    @TearDown
    public final void close() throws InterruptedException {
      end();
      checkUsable();
    }

    void end() throws InterruptedException {
      node.close();
    }

    void checkUsable() {}

    void opened() {}
  }

  /** A node that writes as well, in the same process. */
  @State(Scope.Benchmark)
  public static class Changing extends Quiet {
    private final Writer writer = new Writer(log::append);

    /** For JMH. */
    public Changing() {}

    @Override
    void opened() {
      writer.start();
    }

    @Override
    void end() throws InterruptedException {
      writer.end();
      super.end();
    }

    @Override
    void checkUsable() {
      writer.checkRate();
    }
  }

  /** A node that others may write past: each hit proves that it is 250 ms old at most. */
  @State(Scope.Benchmark)
  public static class Checked extends Quiet {
    /** For JMH. */
    public Checked() {
      super(RingLog.shared());
    }
  }

  /** The yardstick. */
  @Benchmark
  public @Nullable String caffeine(Bare bare, Picks picks) {
    return bare.cache.getIfPresent(picks.next());
  }

  /** The yardstick of a freshness check. */
  @Benchmark
  public @Nullable String caffeineAndClock(Bare bare, Picks picks, Blackhole hole) {
    hole.consume(TICKER.nanos());
    return bare.cache.getIfPresent(picks.next());
  }

  /** Nothing changes. */
  @Benchmark
  public String quiet(Quiet node, Picks picks) {
    return node.cache.get(picks.next());
  }

  /** 10 000 changes a second are committed here and applied. */
  @Benchmark
  public String changing(Changing node, Picks picks) {
    return node.cache.get(picks.next());
  }

  /** Each hit reads the clock. */
  @Benchmark
  public String checked(Checked node, Picks picks) {
    return node.cache.get(picks.next());
  }
}
