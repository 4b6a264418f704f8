package io.trueup.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the code does not say of an operation: its summary, the statuses with which it succeeds, the
 * problems of its own, and examples.
 */
final class Operations {
  private static final String RESOURCE = "operations.json";

  private final JsonNode all;

  private Operations(JsonNode all) {
    this.all = all;
  }

  static Operations load() {
    try (InputStream in = Operations.class.getResourceAsStream(RESOURCE)) {
      return new Operations(JsonMapper.builder().build().readTree(Objects.requireNonNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " can't be read", e);
    }
  }

  /** That of a method and a path; missing if nothing is known of it. */
  JsonNode of(String method, String path) {
    return all.path(method + " " + path);
  }

  static @Nullable String text(JsonNode operation, String name) {
    return operation.path(name).isString() ? operation.path(name).stringValue() : null;
  }
}
