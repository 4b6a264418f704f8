package io.trueup.benchmarks;

import io.trueup.cache.Ticker;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/*
 * P11. The server by its launcher, the server's bare jar, and the empty application start in turns,
 * each in a JVM of its own on the same jars (the empty one without ours), each with a new database
 * file. The time is from before the process is made to the first 200 of its readiness. A ratio is of
 * two starts in one turn, so that a slow minute hits both.
 */
/** Measures the server's cold start beside an empty application's: {@code ColdStart [rounds]}. */
public final class ColdStart {
  private static final int ROUNDS = 5;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Path LAUNCHER = Path.of("trueup");
  private static final Path JAR = Path.of("server", "target", "trueup.jar");
  private static final Path LIBRARIES = Path.of("server", "target", "lib");
  private static final Path CLASSES = Path.of("benchmarks", "target", "classes");

  private final HttpClient http = HttpClient.newHttpClient();

  private ColdStart() {}

  /**
   * Runs at the repository's root, after the server and the benchmarks were built.
   *
   * @param arguments how many turns to take
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    if (!Files.isRegularFile(JAR)) {
      throw new IllegalStateException(JAR + " is not there: build the server first");
    }
    new ColdStart().run(rounds);
  }

  private void run(int rounds) throws IOException, InterruptedException {
    turn();
    List<double[]> turns = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      turns.add(turn());
    }
    System.out.printf(Locale.ROOT, "%n| start to ready | least | median | most |%n");
    System.out.printf("| --- | --- | --- | --- |%n");
    print("./trueup serve, s", turns, turn -> turn[0]);
    print("java -jar trueup.jar serve, s", turns, turn -> turn[1]);
    print("empty application, s", turns, turn -> turn[2]);
    print("./trueup serve : empty", turns, turn -> turn[0] / turn[2]);
    print("java -jar : empty", turns, turn -> turn[1] / turn[2]);
  }

  private double[] turn() throws IOException, InterruptedException {
    return new double[] {seconds(this::launcher), seconds(this::server), seconds(this::empty)};
  }

  private static void print(String what, List<double[]> turns, ToDoubleFunction<double[]> figure) {
    double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |%n",
        what,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length - 1]);
  }

  private interface Command {
    List<String> at(int port, Path data) throws IOException;
  }

  private List<String> launcher(int port, Path data) {
    return serve(port, data, LAUNCHER.toAbsolutePath().toString());
  }

  private List<String> server(int port, Path data) {
    return serve(port, data, java(), "-jar", JAR.toString());
  }

  private static List<String> serve(int port, Path data, String... program) {
    return Stream.concat(
            Stream.of(program), Stream.of("serve", "--port", "" + port, "--data", data.toString()))
        .toList();
  }

  private List<String> empty(int port, Path data) throws IOException {
    return List.of(
        java(),
        "-cp",
        CLASSES + File.pathSeparator + othersLibraries(),
        EmptyApplication.class.getName(),
        "--server.port=" + port,
        "--server.address=127.0.0.1",
        "--management.endpoint.health.probes.enabled=true",
        "--spring.main.banner-mode=off",
        "--spring.datasource.url=jdbc:h2:file:" + data.resolve("empty") + ";WRITE_DELAY=0");
  }

  private static String othersLibraries() throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      return jars.map(Path::toString)
          .filter(jar -> !jar.contains("trueup-"))
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private double seconds(Command command) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("cold-start");
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(command.at(port, data.toAbsolutePath()))
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("output").toFile());
    long before = Ticker.system().nanos();
    Process process = builder.start();
    try {
      awaitReady(process, port, data.resolve("output"));
      return (Ticker.system().nanos() - before) / 1e9;
    } finally {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      delete(data);
    }
  }

  private void awaitReady(Process process, int port, Path output)
      throws IOException, InterruptedException {
    HttpRequest readiness =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long limit = Ticker.system().nanos() + LONGEST.toNanos();
    while (!isReady(readiness)) {
      if (!process.isAlive() || Ticker.system().nanos() > limit) {
        throw new IllegalStateException("it did not start:\n" + Files.readString(output));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private boolean isReady(HttpRequest readiness) throws InterruptedException {
    try {
      return http.send(readiness, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toArray(Path[]::new)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
