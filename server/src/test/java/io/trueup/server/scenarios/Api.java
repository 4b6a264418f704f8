package io.trueup.server.scenarios;

import io.trueup.server.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A well-mannered client of the HTTP contract: of several nodes it asks one after the other, and
 * for no less than it has seen. Safe for many threads.
 */
public final class Api {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> bases;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong seen = new AtomicLong();

  /** Of servers at these addresses, without a slash at the end. */
  public Api(String... bases) {
    this.bases = List.of(bases);
  }

  /** Of the servers of both. */
  public Api and(Api other) {
    return new Api(Stream.concat(bases.stream(), other.bases.stream()).toArray(String[]::new));
  }

  public Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public Reply post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  public Reply put(String path, String json) {
    return send("PUT", path, json);
  }

  public Reply patch(String path, String json) {
    return send("PATCH", path, json);
  }

  public Reply delete(String path) {
    return send("DELETE", path, null);
  }

  /** Sends it whole, and resets the connection before there is an answer. */
  public void loseAnswer(String path, String json) throws IOException {
    URI uri = URI.create(base() + path);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      socket.setSoLinger(true, 0);
      String head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, uri.getAuthority(), body.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
    }
  }

  private String base() {
    return bases.get(requests.getAndIncrement() % bases.size());
  }

  private Reply send(String method, String path, @Nullable String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (bases.size() > 1) {
      request.header("Trueup-At-Least", Long.toString(seen.get()));
    }
    if (json == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .method(method, BodyPublishers.ofString(json))
          .header("Content-Type", "application/json");
    }
    try {
      return seen(new Reply(http.send(request.build(), BodyHandlers.ofString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Reply seen(Reply reply) {
    if (reply.has("Trueup-Position")) {
      seen.accumulateAndGet(Long.parseLong(reply.header("Trueup-Position")), Math::max);
    }
    return reply;
  }
}
