package io.trueup.server.demo;

import io.trueup.cache.AuditReport;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Ticker;
import io.trueup.server.ExitCode;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import io.trueup.server.trace.Trace;
import io.trueup.server.trace.TraceException;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Money;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: {@code ./trueup demo}. */
@Command(
    name = "demo",
    description = {
      "Replays a trace of real AI calls: tracks what they cost, enforces budgets from three kinds of"
          + " cache, shows what changes do to caches, and audits every entry."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Money SOFT_LIMIT = Money.of("0.50");

  @Option(names = "--json", description = "End with one line of JSON instead of tables.")
  private boolean json;

  @Option(names = "--exit", description = "End when the demo is done; else its books are served.")
  private boolean exit;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "A CSV file of the columns TIMESTAMP,ContextTokens,GeneratedTokens.")
  private @Nullable Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where the server listens afterwards; a free port unless given.")
  private @Nullable Integer port;

  @Spec private CommandSpec spec;

  /** Made by the command line, which fills in the options. */
  @SuppressWarnings("NullAway.Init")
  public DemoCommand() {}

  @Override
  public Integer call() {
    checkOptions();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (DemoLedger books = DemoLedger.asShipped()) {
      DemoResult result = run(books, file == null ? Trace.shipped() : Trace.of(file), progress);
      print(result);
      if (!exit) {
        serve(books, progress);
      }
      return result.isGood() ? ExitCode.GOOD : ExitCode.WRONG;
    } catch (BrokenTraceException e) {
      progress.say("trueup demo: " + e.getMessage());
      return ExitCode.WRONG;
    }
  }

  private void print(DemoResult result) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(DemoJson.line(result));
      out.flush();
    } else {
      new DemoTables(out).print(result);
    }
  }

  /**
   * Over the database of part 1, in whose place it steps as the only writer. What the trace has
   * raised is listed, but old news: it is not delivered.
   */
  private void serve(DemoLedger books, Progress progress) {
    books.ledger.close();
    ServerSettings settings =
        new ServerSettings(port == null ? 0 : port, null, books.jdbcUrl(), null);
    try (Server server = Server.start(settings, Map.of("trueup.alerts.deliver", false))) {
      progress.say(
          "The books of part 1 are served at " + server.uri() + " until you press Ctrl-C.");
      progress.say("What can be asked: " + server.uri() + "/v3/api-docs");
      server.awaitEnd();
    }
  }

  private void checkOptions() {
    if (file != null && !Files.isReadable(file)) {
      throw new ParameterException(
          spec.commandLine(), "--trace: " + file + " is not a file that can be read");
    }
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(spec.commandLine(), "--port: must be 0 to 65535, is " + port);
    }
  }

  private static DemoResult run(DemoLedger books, Trace trace, Progress progress) {
    progress.say("1 of 4: tracking every call of " + trace.name());
    books.giveBudgets(SOFT_LIMIT, Enforcement.SOFT);
    Tracking.Result tracking = track(books, trace, progress);
    progress.say("2 of 4: three worlds");
    Map<World.Kind, World.Result> worlds = worlds(trace, progress);
    progress.say("3 of 4: changes on warm caches");
    List<ChangesShown.Shown> changes = new ChangesShown(books, Ticker.system()::nanos).run();
    progress.say("4 of 4: audit of every live entry");
    return new DemoResult(tracking, worlds, changes, audit(books));
  }

  private static Tracking.Result track(DemoLedger books, Trace trace, Progress progress) {
    try {
      return new Tracking(books, progress, Ticker.system()::nanos).run(trace);
    } catch (TraceException e) {
      throw new BrokenTraceException(e, books.ledger.recompute().records());
    }
  }

  private static Map<World.Kind, World.Result> worlds(Trace trace, Progress progress) {
    Map<World.Kind, World.Result> results = new EnumMap<>(World.Kind.class);
    for (World.Kind kind : World.Kind.values()) {
      try (World world = new World(kind, progress)) {
        results.put(kind, world.run(trace));
      }
    }
    return results;
  }

  private static AuditReport audit(DemoLedger books) {
    return books.ledger.caches().all().stream()
        .map(CoherentCache::audit)
        .reduce(AuditReport.NONE, AuditReport::and);
  }
}
