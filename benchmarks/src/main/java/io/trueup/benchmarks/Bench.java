package io.trueup.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/**
 * Measures Trueup side by side with its peers: {@code Bench [P1 P3 P4 P7 P7H P8 P10 prices]
 * [--quick]}, everything if nothing is named. Prints a table in Markdown, and leaves it with the
 * figures of each fork as JSON beside the classes.
 */
public final class Bench {
  private static final String QUICK = "--quick";
  private static final Map<String, Suite> SUITES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("P1", new HitSuite()),
              Map.entry("P3", new InvalidationSuite()),
              Map.entry("P4", new SecondLevelSuite()),
              Map.entry("P7", new LeaseSuite()),
              Map.entry("P7H", new HotBudgetSuite()),
              Map.entry("P8", new RecordingSuite()),
              Map.entry("P10", new HeapSuite()),
              Map.entry("prices", new PriceMatchSuite())));

  private Bench() {}

  /**
   * Runs.
   *
   * @param args names of suites, and {@code --quick} for a look that proves nothing
   */
  public static void main(String... args) throws RunnerException, IOException {
    List<String> names = new ArrayList<>(Arrays.asList(args));
    boolean quick = names.removeIf(QUICK::equals);
    if (!SUITES.keySet().containsAll(names)) {
      throw new IllegalArgumentException("usage: Bench " + SUITES.keySet() + " [" + QUICK + "]");
    }
    for (String name : names.isEmpty() ? SUITES.keySet() : names) {
      run(name, quick);
    }
  }

  private static void run(String name, boolean quick) throws RunnerException, IOException {
    Suite suite = Objects.requireNonNull(SUITES.get(name));
    double others = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Results results = new Results();
    for (int round = 0; round < (quick ? 1 : Suite.ROUNDS); round++) {
      for (Options options : suite.round(quick)) {
        results.add(new Runner(options).run());
      }
    }
    String table = heading(name, quick, others) + "\n" + suite.table(results);
    System.out.println("\n" + table);
    save(name, results, table);
  }

  private static String heading(String name, boolean quick, double others) {
    return String.format(
        Locale.ROOT,
        "`Bench %s%s` on %s: %d cores, JDK %s, %s %s, load average before the run %.1f.%n",
        name,
        quick ? " " + QUICK : "",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.version"),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        others);
  }

  private static void save(String name, Results results, String table) throws IOException {
    Path target = Files.createDirectories(Path.of("benchmarks", "target"));
    Path json = target.resolve(name + ".json");
    ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(results.all());
    Files.writeString(target.resolve(name + ".md"), table);
    System.out.println("Figures of each fork: " + json);
  }
}
