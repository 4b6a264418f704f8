package io.trueup.chaos.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
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
  record Request(String method, String path, @Nullable String body, String... headers) {
    static Request get(String path, String... headers) {
      return new Request("GET", path, null, headers);
    }

    Request with(String... others) {
      return new Request(method, path, body, others);
    }
  }

  /** The answer; null if there was none. */
  @Nullable Reply send(String base, Request request, Duration patience)
      throws InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + request.path())).timeout(patience);
    if (request.headers().length > 0) {
      builder.headers(request.headers());
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
