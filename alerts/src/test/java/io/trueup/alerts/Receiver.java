package io.trueup.alerts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes what is posted to it, and answers as it is told. */
final class Receiver implements AutoCloseable {
  /** What was posted. */
  record Post(
      String path, String body, @Nullable String id, @Nullable String signature, int atOnce) {}

  /** Answers an exchange whose request was read. */
  interface Answer {
    void to(HttpExchange exchange, int count) throws IOException;
  }

  final List<Post> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  volatile Answer answer = (exchange, count) -> status(exchange, 200);

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    int atOnce = open.incrementAndGet();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      posts.add(
          new Post(
              exchange.getRequestURI().getPath(),
              body,
              exchange.getRequestHeaders().getFirst("Trueup-Alert-Id"),
              exchange.getRequestHeaders().getFirst("Trueup-Signature"),
              atOnce));
      answer.to(exchange, posts.size());
    } finally {
      open.decrementAndGet();
    }
  }

  static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  /** A redirect to another path of this. */
  void redirect(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().set("Location", uri(path).toString());
    exchange.sendResponseHeaders(307, -1);
  }

  /** 200, and a body that ends only when it is no longer wanted. */
  static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (true) {
        body.write(new byte[8192]);
      }
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
