package io.trueup.benchmarks;

import io.trueup.ledger.CatalogueReader;
import io.trueup.spend.Catalogue;
import io.trueup.spend.ModelId;
import io.trueup.spend.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Which model of the catalogue a name means: of one that was asked for before, and of one that is
 * new, whose rules are walked. Each request brings its names as new texts, whose hash nobody knows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PriceMatchBenchmark {
  private static final int NAMES = 1024;

  private final Catalogue catalogue = CatalogueReader.shipped();
  private final List<ModelId> names = names(catalogue);
  private int next;
  private long made;

  private static List<ModelId> names(Catalogue catalogue) {
    List<ModelId> all = new ArrayList<>();
    for (Provider provider : catalogue.providers()) {
      provider.models().forEach(model -> all.add(new ModelId(provider.id(), model.id())));
    }
    all.removeIf(name -> catalogue.match(name).isEmpty());
    Collections.shuffle(all, new Random(1));
    return List.copyOf(all.subList(0, NAMES));
  }

  private ModelId name() {
    next = (next + 1) & (NAMES - 1);
    return names.get(next);
  }

  private static ModelId asNew(ModelId name, String more) {
    return new ModelId(
        new String(name.provider().toCharArray()), new String((name.model() + more).toCharArray()));
  }

  /** The names as new texts and nothing else. */
  @Benchmark
  public Object texts() {
    return asNew(name(), "");
  }

  /** The model of a name that was asked for before. */
  @Benchmark
  public Object known() {
    return catalogue.match(asNew(name(), ""));
  }

  /** The model, or none, of a name that nobody has asked for yet. */
  @Benchmark
  public Object unknown() {
    return catalogue.match(asNew(name(), "-" + ++made));
  }
}
