package io.trueup.chaos.stage;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.embedded.RedisServer;

/** A Redis of this run, and all that can happen to one. One thread at a time. */
public final class RedisProcess implements AutoCloseable {
  private static final String DUMP = "dump.rdb";
  private static final String BIG = "x".repeat(10_000);
  private static final int ENTRIES_TO_FILL = 400;

  private final Path folder;
  private final int port = Servers.freePort();
  private final RedisClient admin;
  private long process;

  /** Starts one with this folder for its dumps. */
  public RedisProcess(Path folder) throws IOException {
    this.folder = folder;
    admin =
        RedisClient.create(
            RedisURI.Builder.redis("127.0.0.1", port).withTimeout(Duration.ofSeconds(5)).build());
    start();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  private void start() throws IOException {
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("save \"\"")
            .setting("dir " + folder)
            .setting("dbfilename " + DUMP)
            .build();
    server.start();
    process =
        Long.parseLong(
            ask(redis -> redis.info("server"))
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line -> line.substring("process_id:".length()).strip())
                .findFirst()
                .orElseThrow());
  }

  private <T> T ask(Function<RedisCommands<String, String>, T> question) {
    try (StatefulRedisConnection<String, String> open = admin.connect()) {
      return question.apply(open.sync());
    }
  }

  private void tell(Consumer<RedisCommands<String, String>> order) {
    try (StatefulRedisConnection<String, String> open = admin.connect()) {
      order.accept(open.sync());
    }
  }

  /** Forgets everything. */
  public void flush() {
    tell(RedisCommands::flushall);
  }

  /** {@code kill -9}, and a start after the pause, with nothing. */
  public void killAndRestart(long pauseMillis) {
    kill();
    Servers.pause(pauseMillis);
    startAgain();
  }

  private void kill() {
    Servers.signal(process, "KILL");
    Servers.awaitEnd(process);
  }

  private void startAgain() {
    try {
      start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps what it holds now, for {@link #restore}. */
  public void dump() {
    tell(RedisCommands::save);
    move(DUMP, "older.rdb");
  }

  /** Starts it again with what it held at the last dump. */
  public void restore() {
    kill();
    move("older.rdb", DUMP);
    startAgain();
    move(DUMP, "older.rdb");
  }

  private void move(String from, String to) {
    try {
      Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fills it with others' values until it evicts ours.
   *
   * @throws IllegalStateException if it evicts nothing
   */
  public void fill() {
    long before = evicted();
    tell(
        redis -> {
          redis.configSet("maxmemory-policy", "allkeys-lru");
          redis.configSet("maxmemory", "3mb");
          for (int i = 0; i < ENTRIES_TO_FILL; i++) {
            redis.setex("other:" + i, 30, BIG);
          }
        });
    if (evicted() == before) {
      throw new IllegalStateException("Redis is not full");
    }
  }

  /** Gives it room again. */
  public void widen() {
    tell(redis -> redis.configSet("maxmemory", "0"));
  }

  private long evicted() {
    return ask(redis -> redis.info("stats"))
        .lines()
        .filter(line -> line.startsWith("evicted_keys:"))
        .mapToLong(line -> Long.parseLong(line.substring("evicted_keys:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (RedisException e) {
      throw new IllegalStateException(e);
    } finally {
      admin.shutdown();
    }
  }
}
