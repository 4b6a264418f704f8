package io.trueup.server.serve;

import io.trueup.server.ExitCode;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the server: {@code ./trueup serve}. */
@Command(
    name = "serve",
    description = {
      "Starts the server, which listens on loopback only. Every setting can also be given as an"
          + " environment variable, such as TRUEUP_CACHES_SPEND_MAXENTRIES."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;
  private static final List<String> SUPPORTED = List.of("jdbc:postgresql:", "jdbc:h2:");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Where it listens, ${DEFAULT-VALUE} unless given; 0 takes a free one.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "trueup-data",
      description = "The folder of the embedded database; ./${DEFAULT-VALUE} unless given.")
  private Path data;

  @Option(
      names = "--db",
      paramLabel = "JDBC-URL",
      description = {
        "Another database, such as jdbc:postgresql://host/trueup. Its user and password stand in"
            + " TRUEUP_DB_USERNAME and TRUEUP_DB_PASSWORD, or in the URL."
      })
  private @Nullable String database;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "A Redis to share loaded values through, such as redis://127.0.0.1:6379;"
              + " redis-sentinel:// and redis-cluster:// too")
  private @Nullable String redis;

  @Spec private CommandSpec spec;

  /** Made by the command line, which fills in the options. */
  @SuppressWarnings("NullAway.Init")
  public ServeCommand() {}

  @Override
  public Integer call() {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port: must be 0 to " + HIGHEST_PORT + ", is " + port);
    }
    checkDatabase();
    PrintWriter out = spec.commandLine().getOut();
    try (Server server = Server.start(new ServerSettings(port, data, database, redis))) {
      out.println("listening on " + server.uri());
      out.flush();
      server.awaitEnd();
      return ExitCode.GOOD;
    } catch (RuntimeException e) {
      say("trueup serve: it did not start: " + fault(e));
      return ExitCode.WRONG;
    }
  }

  private void say(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }

  private void checkDatabase() {
    if (database != null && SUPPORTED.stream().noneMatch(database::startsWith)) {
      throw new ParameterException(
          spec.commandLine(),
          "--db: must begin with " + String.join(" or ", SUPPORTED) + ", begins with " + scheme());
    }
  }

  /** What follows may hold a password. */
  private String scheme() {
    String[] words = String.valueOf(database).split(":", 3);
    return words.length == 1 ? "neither" : words[0] + ":" + (words.length == 2 ? "" : words[1]);
  }

  /** What was at fault, in our own words if we have some; Spring wraps it many times. */
  private static String fault(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && !isOurs(cause)) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static boolean isOurs(Throwable e) {
    return e.getClass().getName().startsWith("io.trueup.");
  }
}
