package io.trueup.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A Redis of its own at a port that stays, whether it runs or not. One thread. */
public final class RedisProcess implements AutoCloseable {
  private final int port = freePort();
  private @Nullable RedisServer server;
  private @Nullable ProcessHandle process;

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is, or will be. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it, empty, unless it runs. */
  public void start() throws IOException {
    if (!isRunning()) {
      RedisServer begun = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
      begun.start();
      server = begun;
      process = ProcessHandle.of(processId()).orElseThrow();
    }
  }

  private boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** {@code kill -9}, if it runs. */
  public void kill() throws IOException {
    if (isRunning()) {
      ProcessHandle killed = Objects.requireNonNull(process);
      signal("KILL");
      Awaitility.await().until(() -> !killed.isAlive());
    }
  }

  /** Stops the process where it is; connections stand. */
  public void pause() throws IOException {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    long id = Objects.requireNonNull(process).pid();
    try {
      assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(id)).start().waitFor())
          .isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** One command in Redis's inline form; the first line of its answer. */
  public String ask(String command) throws IOException {
    return answer(command, line -> true);
  }

  private long processId() throws IOException {
    String line = answer("INFO server", found -> found.startsWith("process_id:"));
    return Long.parseLong(line.substring(line.indexOf(':') + 1));
  }

  private String answer(String command, Predicate<String> wanted) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = lines.readLine();
      while (line != null && !wanted.test(line)) {
        line = lines.readLine();
      }
      return Objects.requireNonNull(line);
    }
  }

  @Override
  public void close() throws IOException {
    if (isRunning()) {
      resume();
      Objects.requireNonNull(server).stop();
    }
  }
}
