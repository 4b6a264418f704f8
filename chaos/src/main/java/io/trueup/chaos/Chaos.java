package io.trueup.chaos;

import io.trueup.chaos.broken.Mitigation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks everything that can break and checks every answer: {@code ./trueup chaos}. */
@Command(
    name = "chaos",
    description = {
      "Runs several servers on a PostgreSQL and a Redis of its own, breaks them and what lies between"
          + " by a seeded schedule, and checks every answer of theirs. It needs Linux, and the source"
          + " tree around it to take a mitigation out."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no violation", "1:a violation, or it did not run", "2:wrong use"})
public final class Chaos implements Callable<Integer> {
  private static final int WRONG = 1;
  private static final int MOST_NODES = 8;
  private static final Duration MOST_PAUSE = Duration.ofSeconds(7);

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many servers, ${DEFAULT-VALUE} unless given.")
  private int nodes;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description = "How long things break, ${DEFAULT-VALUE} unless given; fractions are fine.")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Of clients and faults: a number, or a range such as 1-6.")
  private String seed = "1";

  @Option(
      names = "--without",
      paramLabel = "MITIGATION",
      description =
          "Takes one out, to see violations: ordering-lock, stamp, freshness, second-level-position,"
              + " room, slices, expiry or crossings.")
  private @Nullable String without;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Where each run adds a line; seeds that stand there with this length are done.")
  private @Nullable Path results;

  @Spec private CommandSpec spec;

  /** Made by the command line, which fills in the options. */
  @SuppressWarnings("NullAway.Init")
  public Chaos() {}

  /** Runs and exits with the code. */
  public static void main(String[] arguments) {
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    // The database ends by a hook of its own.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (nodes < 1 || nodes > MOST_NODES) {
      throw wrong("--nodes: must be 1 to " + MOST_NODES + ", is " + nodes);
    }
    if (!(minutes > 0 && minutes <= 10_000)) {
      throw wrong("--minutes: must be more than 0 and at most 10000, is " + minutes);
    }
    ResultsFile file = new ResultsFile(results);
    long violations = 0;
    for (long each : seeds()) {
      Duration lasting = Duration.ofMillis(Math.round(minutes * 60_000));
      if (file.has(nodes, lasting, each, without)) {
        say("seed " + each + " is done already");
        continue;
      }
      ChaosResult result = run(lasting, each);
      file.add(result);
      spec.commandLine().getOut().println(ResultsFile.text(result));
      spec.commandLine().getOut().flush();
      violations += result.violations();
    }
    return violations == 0 ? 0 : WRONG;
  }

  private ChaosResult run(Duration lasting, long each)
      throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("trueup-chaos");
    long began = System.nanoTime();
    return new ChaosRun(
            nodes,
            lasting,
            MOST_PAUSE,
            each,
            mitigation(),
            folder,
            line -> say("%7.1f s  %s".formatted((System.nanoTime() - began) / 1e9, line)))
        .run();
  }

  private @Nullable Mitigation mitigation() {
    try {
      return without == null ? null : Mitigation.of(without);
    } catch (IllegalArgumentException e) {
      throw wrong("--without: " + e.getMessage());
    }
  }

  private long[] seeds() {
    String[] ends = seed.split("-", 2);
    try {
      long first = Long.parseLong(ends[0]);
      long last = ends.length == 1 ? first : Long.parseLong(ends[1]);
      return java.util.stream.LongStream.rangeClosed(first, last).toArray();
    } catch (NumberFormatException e) {
      throw wrong("--seed: must be a number or a range such as 1-6, is " + seed);
    }
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
