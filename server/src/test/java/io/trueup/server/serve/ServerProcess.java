package io.trueup.server.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, on the class path of the tests. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final Process process;
  private final String url;

  private ServerProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Starts one on this folder and waits until it says where it listens. */
  static ServerProcess start(Path data, String... more) throws IOException {
    return start(data, Map.of(), more);
  }

  /** The same with variables in its environment. */
  static ServerProcess start(Path data, Map<String, String> environment, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.trueup.server.cli.Trueup",
                "serve",
                "--port",
                "0",
                "--data",
                data.toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(LISTENING)) {
        return new ServerProcess(
            process, line.substring(line.indexOf(LISTENING) + LISTENING.length()).strip());
      }
    }
    throw new IOException("the server ended before it listened");
  }

  String url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** As a person would end it; forcibly if that takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      kill();
    }
  }
}
