package io.trueup.server.replay;

import io.trueup.cache.Ticker;
import io.trueup.server.ExitCode;
import io.trueup.server.trace.TraceException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Fills a server with usage: {@code ./trueup replay FILE --server URL}. */
@Command(
    name = "replay",
    description = "Records the usage of a file at a server. May be repeated: nothing counts twice.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_IN_A_BATCH = 10_000;

  @Parameters(
      paramLabel = "FILE",
      description = {
        "A trace (CSV of TIMESTAMP,ContextTokens,GeneratedTokens), or NDJSON: a usage body as of"
            + " POST /v1/usage on each line."
      })
  private Path file;

  @Option(
      names = "--server",
      required = true,
      paramLabel = "URL",
      description = "Where the server is, such as http://127.0.0.1:8080")
  private URI server;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many are sent at once, 1 to 10000; ${DEFAULT-VALUE} unless given.")
  private int batch;

  @Option(names = "--json", description = "End with one line of JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** Made by the command line, which fills in the options. */
  @SuppressWarnings("NullAway.Init")
  public ReplayCommand() {}

  @Override
  public Integer call() {
    checkOptions();
    PrintWriter err = spec.commandLine().getErr();
    try {
      Replay.Result result = run(err);
      result.problems().forEach(err::println);
      err.flush();
      return result.refused() == 0 ? ExitCode.GOOD : ExitCode.WRONG;
    } catch (ServerNotReachedException e) {
      err.println("trueup replay: " + e.getMessage());
      return ExitCode.NOT_REACHED;
    } catch (ServerRefusedException | TraceException | UncheckedIOException e) {
      err.println("trueup replay: " + e.getMessage());
      return ExitCode.WRONG;
    }
  }

  private Replay.Result run(PrintWriter err) {
    UsageFile usage = UsageFile.at(file);
    ProgressBar bar = new ProgressBar(err, usage.count(), ProgressBar.Surface.ofThisProcess());
    long before = Ticker.system().nanos();
    Replay.Result result = new Replay(new UsageClient(server), bar, batch).run(usage);
    print(result, (Ticker.system().nanos() - before) / 1e9);
    return result;
  }

  private void print(Replay.Result result, double seconds) {
    double rate = seconds > 0 ? result.sent() / seconds : 0;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonMapper.shared()
              .createObjectNode()
              .put("recorded", result.recorded())
              .put("duplicates", result.duplicates())
              .put("refused", result.refused())
              .put("cost", result.cost().toString())
              .put("seconds", seconds)
              .put("records_per_second", rate));
    } else {
      out.printf(
          Locale.ROOT,
          "%,d recorded, %,d of before, %,d refused; %s USD in %.1f s (%,.0f a second)%n",
          result.recorded(),
          result.duplicates(),
          result.refused(),
          result.cost(),
          seconds,
          rate);
    }
    out.flush();
  }

  private void checkOptions() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw wrong("FILE: " + file + " is not a file that can be read");
    }
    if (batch < 1 || batch > MOST_IN_A_BATCH) {
      throw wrong("--batch: must be 1 to " + MOST_IN_A_BATCH + ", is " + batch);
    }
    String scheme = server.getScheme();
    if (scheme == null || !Set.of("http", "https").contains(scheme) || server.getHost() == null) {
      throw wrong("--server: must be like http://127.0.0.1:8080, is " + server);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
