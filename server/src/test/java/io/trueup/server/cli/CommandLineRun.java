package io.trueup.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command printed and how it ended. */
public record CommandLineRun(int exitCode, String out, String err) {

  /** Runs the command line in this process. */
  public static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Trueup.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  /** The last line that it printed. */
  public JsonNode json() {
    List<String> lines = out.lines().toList();
    return JsonMapper.builder().build().readTree(lines.get(lines.size() - 1));
  }
}
