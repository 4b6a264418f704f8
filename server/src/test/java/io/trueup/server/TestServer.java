package io.trueup.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One server for all tests of this JVM, on a database in memory, asked over real HTTP. */
public final class TestServer {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * What is loaded in the background would be a hit where a test expects a miss. No other node is
   * waited for, as without {@code --db}.
   */
  private static final Map<String, Object> ALONE_AND_NOTHING_AHEAD =
      Map.of(
          "trueup.changelog.sole-writer", "true",
          "trueup.caches.budgets.critical", "false",
          "trueup.caches.budgets.warm", "false",
          "trueup.caches.budget-status.critical", "false",
          "trueup.caches.budget-status.warm", "false",
          "trueup.caches.prices.critical", "false",
          "trueup.caches.prices.warm", "false",
          "trueup.caches.spend.warm", "false",
          "trueup.caches.breakdown.warm", "false");

  private TestServer() {}

  /** Started by the first test that needs it; ends with the JVM. */
  private static final class Shared {
    static final Server SERVER =
        Server.start(
            ServerSettings.inMemory("tests-" + UUID.randomUUID()), ALONE_AND_NOTHING_AHEAD);

    private Shared() {}
  }

  /** The server. */
  public static Server server() {
    return Shared.SERVER;
  }

  /** An organization that no other test uses. */
  public static String organization() {
    return "org-" + UUID.randomUUID();
  }

  public static Reply get(String path) {
    return send("GET", path, null, it -> it);
  }

  public static Reply get(String path, String... headers) {
    return send("GET", path, null, it -> it.headers(headers));
  }

  public static Reply post(String path, String json) {
    return json("POST", path, json);
  }

  public static Reply delete(String path, String... headers) {
    return send("DELETE", path, null, it -> headers.length == 0 ? it : it.headers(headers));
  }

  public static Reply json(String method, String path, String json, String... headers) {
    return send(
        method,
        path,
        BodyPublishers.ofString(json),
        it -> {
          it.header("Content-Type", "application/json");
          return headers.length == 0 ? it : it.headers(headers);
        });
  }

  /** Sends bytes of a media type. */
  public static Reply send(String method, String path, String mediaType, byte[] body) {
    return send(
        method, path, BodyPublishers.ofByteArray(body), it -> it.header("Content-Type", mediaType));
  }

  /** Sends a request. */
  public static Reply send(
      String method,
      String path,
      @Nullable BodyPublisher body,
      UnaryOperator<HttpRequest.Builder> more) {
    return send(method, URI.create(server().uri() + path), body, more);
  }

  /** Sends a request to any server. */
  public static Reply send(
      String method,
      URI uri,
      @Nullable BodyPublisher body,
      UnaryOperator<HttpRequest.Builder> more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : body);
    try {
      return new Reply(
          CLIENT.send(more.apply(request).build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(method + " " + uri + " broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
