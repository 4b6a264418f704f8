package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.awaitility.Awaitility;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis server of this machine, on a port of its own, and all that can happen to one. */
final class RealRedis implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DUMP = "dump.rdb";

  /** A node of a cluster also listens at the port that is so much higher. */
  private static final int BUS = 10_000;

  private final Path directory;
  private final List<String> settings;
  private final int port;
  private final RedisClient admin;
  private RedisServer server;
  private long process;
  private boolean running;

  RealRedis(Path directory, String... settings) {
    this.directory = directory;
    this.settings = List.of(settings);
    this.port = freePort();
    this.admin = RedisClient.create(RedisURI.Builder.redis("127.0.0.1", port).build());
    this.server = begun();
  }

  /** A port at which nobody listens, nor at that of a cluster's bus. */
  static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        int port = socket.getLocalPort();
        if (port + BUS <= 65_535 && isFree(port + BUS)) {
          return port;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  private RedisServer begun() {
    try {
      RedisServerBuilder builder =
          RedisServer.newRedisServer()
              .port(port)
              .setting("save \"\"")
              .setting("dir " + directory)
              .setting("dbfilename " + DUMP);
      settings.forEach(builder::setting);
      RedisServer begun = builder.build();
      begun.start();
      running = true;
      process = Long.parseLong(field(info("server"), "process_id"));
      return begun;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it something, on a connection of its own. */
  <T> T ask(Function<RedisCommands<byte[], byte[]>, T> question) {
    try (StatefulRedisConnection<byte[], byte[]> open = admin.connect(ByteArrayCodec.INSTANCE)) {
      return question.apply(open.sync());
    }
  }

  private String info(String section) {
    return ask(redis -> redis.info(section));
  }

  private static String field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElseThrow();
  }

  /** Calls of each command since it was last asked, without the asking. */
  Map<String, Long> commandsSinceLastAsked() {
    Map<String, Long> calls = new TreeMap<>();
    info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .forEach(
            line ->
                calls.put(
                    line.substring("cmdstat_".length(), line.indexOf(':')),
                    Long.valueOf(line.replaceAll(".*:calls=(\\d+),.*", "$1"))));
    ask(RedisCommands::configResetstat);
    calls.keySet().removeAll(Set.of("info", "hello", "config", "client", "ping"));
    calls.keySet().removeIf(name -> name.startsWith("config|") || name.startsWith("client|"));
    return calls;
  }

  void flush() {
    ask(RedisCommands::flushall);
  }

  /** Stops it as SIGKILL does; it forgets everything. */
  void kill() {
    signal("KILL");
    running = false;
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ProcessHandle.of(process).map(handle -> !handle.isAlive()).orElse(true));
  }

  /** Begins anew, with what its dump holds, if there is one. */
  void start() {
    server = begun();
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
      assertThat(code).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A dump of what it holds now. */
  Path dump() {
    ask(RedisCommands::save);
    try {
      Path copy = Files.createTempFile(directory, "dump", ".copy");
      return Files.move(directory.resolve(DUMP), copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, and begins anew with what it held when the dump was made. */
  void restore(Path dump) {
    kill();
    try {
      Files.copy(dump, directory.resolve(DUMP), StandardCopyOption.REPLACE_EXISTING);
      start();
      Files.delete(directory.resolve(DUMP));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    admin.shutdown();
    if (running) {
      resume();
      kill();
    }
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
