package io.trueup.chaos.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of alerts: one in five posts is refused, one in five is taken and its answer
 * lost. Safe for use by many threads.
 */
public final class Receiver implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int BACKLOG = 100;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Random random;
  private final Map<String, String> taken = new ConcurrentHashMap<>();
  private final AtomicLong posts = new AtomicLong();
  private volatile boolean fails = true;

  /** One that fails by this seed. */
  public Receiver(long seed) {
    random = new Random(seed);
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      posts.incrementAndGet();
      int die = fails ? die() : 2;
      if (die == 0) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      taken.putIfAbsent(idOf(exchange) + "\n" + body, "");
      if (die == 1) {
        // The connection ends without an answer.
        return;
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private synchronized int die() {
    return random.nextInt(5);
  }

  private static @Nullable String idOf(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Trueup-Alert-Id");
  }

  /** Takes and answers everything from now on. */
  public void mend() {
    fails = false;
  }

  /** What it was told, each once: the id in the header, and after a line's end the body. */
  public Iterable<String> taken() {
    return taken.keySet();
  }

  /** How often somebody tried to tell it. */
  public long posts() {
    return posts.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
