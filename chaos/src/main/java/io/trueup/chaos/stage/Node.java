package io.trueup.chaos.stage;

import io.trueup.chaos.stage.Proxy.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server in a JVM of its own, with a way of its own to the database and to Redis. One thread at
 * a time but for {@link #url}.
 */
public final class Node implements AutoCloseable {
  private static final int ATTEMPTS_TO_START = 900;

  private static final int STARTS = 4;

  private final String name;
  private final Stage.Plan plan;
  private final Path folder;
  private final Proxy database;
  private final Proxy redis;
  private final int port = Servers.freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  Node(String name, Stage.Plan plan, Path folder, Proxy database, Proxy redis) {
    this.name = name;
    this.plan = plan;
    this.folder = folder;
    this.database = database;
    this.redis = redis;
  }

  /** As the change log names it. */
  public String name() {
    return name;
  }

  /** Where it listens, all its lives long. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Its way to the database. */
  public Proxy database() {
    return database;
  }

  /** Its way to Redis. */
  public Proxy redis() {
    return redis;
  }

  /** Starts it, its wall clock off by so many seconds; does not wait until it answers. */
  public void start(long clockOffSeconds) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of(
            "-cp",
            plan.classPath(),
            "io.trueup.server.cli.Trueup",
            "serve",
            "--port",
            Integer.toString(port),
            "--data",
            folder.resolve(name).toString(),
            "--db",
            DatabaseServer.url(database.port()),
            "--redis",
            "redis://127.0.0.1:" + redis.port()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment());
    builder.environment().putAll(Clocks.off(clockOffSeconds));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("TRUEUP_DB_USERNAME", DatabaseServer.USER),
        Map.entry("TRUEUP_DB_PASSWORD", DatabaseServer.PASSWORD),
        Map.entry("TRUEUP_NODE", name),
        Map.entry("TRUEUP_CHANGELOG_TRIGGERS", "true"),
        Map.entry("TRUEUP_ALERTS_ALLOWPRIVATETARGETS", "true"),
        Map.entry("TRUEUP_ALERTS_FIRSTRETRY", "500ms"),
        Map.entry("TRUEUP_ALERTS_LONGESTRETRY", "2s"),
        Map.entry("TRUEUP_ALERTS_TIMEOUT", "2s"),
        Map.entry("TRUEUP_ALERTS_ATTEMPTS", "100"),
        Map.entry("SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE", "8"),
        Map.entry("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "3000"));
  }

  /**
   * Waits until it is ready.
   *
   * @throws IllegalStateException if it has ended, or is not within 90 seconds
   */
  public void awaitReady() {
    for (int i = 0; i < ATTEMPTS_TO_START; i++) {
      if (isReady()) {
        return;
      }
      if (process != null && !process.isAlive()) {
        break;
      }
      Servers.pause(100);
    }
    throw new IllegalStateException(name + " does not start: see " + folder + "/" + name + ".log");
  }

  /** Starts it until it is ready: what it needs may be away meanwhile. */
  public void startUntilReady(long clockOffSeconds) {
    for (int attempt = 1; ; attempt++) {
      start(clockOffSeconds);
      try {
        awaitReady();
        return;
      } catch (IllegalStateException e) {
        if (attempt == STARTS) {
          throw e;
        }
        kill();
      }
    }
  }

  private boolean isReady() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** {@code SIGSTOP}: it stays, and does nothing. */
  public void stop() {
    signal("STOP");
  }

  /** {@code SIGCONT}: it goes on as if no time had passed. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String signal) {
    if (process != null && process.isAlive()) {
      Servers.signal(process.pid(), signal);
    }
  }

  /** Gives it its ways back. */
  public void heal() {
    for (Proxy way : List.of(database, redis)) {
      way.become(State.OPEN);
      way.deafen(false);
    }
  }

  @Override
  public void close() {
    kill();
    database.close();
    redis.close();
  }
}
