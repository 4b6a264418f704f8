package io.trueup.server.cli;

import io.trueup.server.demo.DemoCommand;
import io.trueup.server.replay.ReplayCommand;
import io.trueup.server.serve.ServeCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line. */
@Command(
    name = "trueup",
    description = "Meters AI spend and enforces budgets from caches that are never stale.",
    subcommands = {DemoCommand.class, ServeCommand.class, ReplayCommand.class, HelpCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "From the source tree also: ./trueup chaos, which breaks several servers and checks them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is good",
      "1:something wrong was found",
      "2:wrong use",
      "3:the server was not reached"
    })
public final class Trueup {
  /** Kept: a logger that nobody refers to forgets its level. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private Trueup() {}

  /** Runs the command that the arguments name and exits with its code. */
  public static void main(String[] arguments) {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    FLYWAY.setLevel(Level.SEVERE);
    Logger.getLogger("").setLevel(Level.WARNING);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Trueup())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }
}
