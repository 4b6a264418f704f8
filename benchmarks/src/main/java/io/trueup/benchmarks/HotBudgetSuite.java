package io.trueup.benchmarks;

import io.trueup.benchmarks.HotBudget.Load;
import io.trueup.benchmarks.HotBudget.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.runner.options.Options;

/**
 * P7H. Many callers on many nodes and a time that ends with the last of them are not JMH's; this
 * measures in its own process, each load several times in turns, after a short one for the
 * compiler.
 */
final class HotBudgetSuite implements Suite {
  private static final int[] NODES = {1, 2, 4};

  private final Map<Load, List<Outcome>> outcomes = new LinkedHashMap<>();

  HotBudgetSuite() {
    for (boolean releases : new boolean[] {false, true}) {
      for (int nodes : NODES) {
        outcomes.put(new Load(false, nodes, releases), new ArrayList<>());
        outcomes.put(new Load(true, nodes, releases), new ArrayList<>());
      }
    }
  }

  @Override
  public List<Options> round(boolean quick) {
    int calls = quick ? 100 : 500;
    try (HotBudget budget = new HotBudget("postgresql")) {
      for (int run = 0; run < (quick ? 2 : 3); run++) {
        for (Map.Entry<Load, List<Outcome>> each : outcomes.entrySet()) {
          Outcome outcome = budget.run(each.getKey(), run == 0 ? calls / 5 : calls);
          System.out.println(each.getKey() + " run " + run + ": " + outcome);
          if (run > 0) {
            each.getValue().add(outcome);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return List.of();
  }

  @Override
  public String table(Results results) {
    StringBuilder table =
        new StringBuilder(
                "| one budget, 16 callers a node | nodes | no leases, /s | leases, /s | ratio"
                    + " | admitted from leases |\n")
            .append("| --- | --- | --- | --- | --- | --- |\n");
    for (boolean releases : new boolean[] {false, true}) {
      for (int nodes : NODES) {
        table.append(row(nodes, releases));
      }
    }
    return table.toString();
  }

  private String row(int nodes, boolean releases) {
    double[] without = rates(new Load(false, nodes, releases));
    Load leased = new Load(true, nodes, releases);
    double[] with = rates(leased);
    double share =
        outcomes.getOrDefault(leased, List.of()).stream()
            .mapToDouble(Outcome::inMemory)
            .min()
            .orElse(Double.NaN);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %.1f | ≥ %.3f |%n",
        releases ? "reserve and release" : "reserve",
        nodes,
        shown(without),
        shown(with),
        median(with) / median(without),
        share);
  }

  private double[] rates(Load load) {
    return outcomes.getOrDefault(load, List.of()).stream()
        .mapToDouble(Outcome::rate)
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String shown(double[] sorted) {
    return String.format(
        Locale.ROOT,
        "%,.0f (%,.0f to %,.0f)",
        median(sorted),
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
