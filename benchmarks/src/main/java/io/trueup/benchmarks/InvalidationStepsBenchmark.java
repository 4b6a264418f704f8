package io.trueup.benchmarks;

import io.trueup.cache.Change;
import io.trueup.cache.InvalidationSteps;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** P3: what an invalidation is made of, over and over on a node whose entries carry the tag. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InvalidationStepsBenchmark {
  @Param({"10", "10000", "1000000"})
  int entries = 10;

  private final Tag tag = new Tag(TaggedEntries.TAG);
  private final Change change = Change.of(Tags.of(TaggedEntries.TAG), "change");
  private CoherentEntries tagged = new CoherentEntries(1);
  private InvalidationSteps steps = new InvalidationSteps(tagged.node);

  /** For JMH. */
  public InvalidationStepsBenchmark() {}

  /** Fills the node. */
  @Setup
  public void open() {
    tagged = new CoherentEntries(2 * entries);
    tagged.fill(Workload.keys(entries));
    steps = new InvalidationSteps(tagged.node);
  }

  /** The write that makes the entries invalid. */
  @Benchmark
  public void slot() {
    steps.touch(tag);
  }

  /** What every node does with a change that it has read: journal, slot, horizon. */
  @Benchmark
  public void apply() {
    steps.apply(change);
  }

  /** The whole way: a new change, its commit to a log in memory, and the catch-up past it. */
  @Benchmark
  public void commit() {
    tagged.invalidate();
  }

  /** Closes the node. */
  @TearDown
  public void close() {
    tagged.close();
  }
}
