package io.trueup.chaos.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends requests and says when. Safe for use by many threads. */
final class Http {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * What to ask. Immutable.
   *
   * @param method such as {@code GET}
   * @param path with its query
   * @param body JSON, or null
   * @param headers names and values in turns
   */
  record Request(String method, String path, @Nullable String body, List<String> headers) {
    Request(String method, String path, @Nullable String body) {
      this(method, path, body, List.of());
    }

    static Request get(String path) {
      return new Request("GET", path, null);
    }

    Request with(List<String> others) {
      return new Request(method, path, body, others);
    }
  }

  /** The answer; null if there was none. */
  @Nullable Reply send(String base, Request request, Duration patience)
      throws InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + request.path())).timeout(patience);
    if (!request.headers().isEmpty()) {
      builder.headers(request.headers().toArray(String[]::new));
    }
    if (request.body() == null) {
      builder.method(request.method(), BodyPublishers.noBody());
    } else {
      builder
          .header("Content-Type", "application/json")
          .method(request.method(), BodyPublishers.ofString(request.body()));
    }
    long sent = System.nanoTime();
    try {
      HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
      return new Reply(response, sent, System.nanoTime());
    } catch (IOException e) {
      return null;
    }
  }
}
