package io.trueup.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program in a process of its own, on its parent's side. One thread writes and kills, one reads.
 */
final class KilledProcess implements AutoCloseable {
  private static final int LONGEST_SECONDS = 3_600;

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private KilledProcess(Process process, Path errors) {
    this.process = process;
    this.output = process.inputReader();
    this.errors = errors;
    CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS).execute(this::close);
  }

  /** Starts a JVM with options of its own that runs the program with these arguments. */
  static KilledProcess start(
      List<String> options, Class<?> program, List<String> arguments, Path errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(options);
    command.add(program.getName());
    command.addAll(arguments);
    return new KilledProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** Hands on so many lines as they come. */
  void read(int lines, Consumer<String> reader) {
    for (int i = 0; i < lines; i++) {
      String line = nextLine();
      if (line == null) {
        throw new AssertionError("it ended by itself after " + i + " lines:\n" + errors());
      }
      reader.accept(line);
    }
  }

  /** Hands on all lines as they come, until it has ended. */
  void readAll(Consumer<String> reader) {
    for (String line = nextLine(); line != null; line = nextLine()) {
      reader.accept(line);
    }
  }

  /** Tells it something; of no effect if it is gone. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Kills it (SIGKILL), and hands on what it had written until then. Through its handle: {@link
   * Process#destroyForcibly} would close the pipe with what is left in it.
   *
   * @return its exit status
   */
  int kill(Consumer<String> reader) {
    close();
    readAll(reader);
    return exitStatus();
  }

  /** Waits until it has ended. */
  int exitStatus() {
    return process.onExit().join().exitValue();
  }

  /** Lets it end by itself. */
  void end() throws IOException {
    process.getOutputStream().close();
    output.lines().forEach(line -> {});
    process.onExit().join();
  }

  private @Nullable String nextLine() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has complained of. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
