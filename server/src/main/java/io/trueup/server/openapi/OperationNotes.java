package io.trueup.server.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.trueup.server.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adds what the code does not say of an operation: its summary, the statuses with which it
 * succeeds, the problems of its own, the headers of answers, and examples. They stand in {@code
 * operations.json}, by method and path.
 */
final class OperationNotes implements GlobalOpenApiCustomizer {
  private static final String RESOURCE = "operations.json";

  /** The same operations once more: a model's name may hold slashes. */
  private static final String REST_OF_MODEL = "/{model}/{rest}";

  private static final String POSITION = "What the answer includes, or the position of the change.";

  @Override
  public void customise(OpenAPI api) {
    JsonNode notes = notes();
    api.getInfo().description(notes.path("* *").path("description").asString(""));
    api.getPaths().keySet().removeIf(path -> path.endsWith(REST_OF_MODEL));
    api.getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach(
                        (method, it) -> {
                          it.operationId(operationId(method, path));
                          describe(it, method, notes.path(method + " " + path));
                        }));
  }

  private static String operationId(PathItem.HttpMethod method, String path) {
    String words = path.substring("/v1/".length()).replaceAll("[^A-Za-z0-9]+", "_");
    return method.name().toLowerCase(Locale.ROOT) + "_" + words.replaceAll("_$", "");
  }

  private static JsonNode notes() {
    try (InputStream in = OperationNotes.class.getResourceAsStream(RESOURCE)) {
      return JsonMapper.builder().build().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " can't be read", e);
    }
  }

  private static void describe(Operation operation, PathItem.HttpMethod method, JsonNode note) {
    operation.summary(note.path("summary").asString(""));
    succeed(operation, method, note);
    note.path("problems").forEach(status -> problem(operation.getResponses(), status.asString()));
    JsonNode example = note.path("request");
    if (!example.isMissingNode() && operation.getRequestBody() != null) {
      operation
          .getRequestBody()
          .getContent()
          .forEach((type, content) -> addExample(type, content, example));
    }
  }

  /** Lines are no JSON value. */
  private static void addExample(String type, MediaType content, JsonNode example) {
    if (type.endsWith("json") && !type.endsWith("ndjson")) {
      content.example(plain(example));
    }
  }

  /** The document is written by another version of Jackson. */
  private static Object plain(JsonNode example) {
    return JsonMapper.builder().build().treeToValue(example, Object.class);
  }

  /** What was found of the one success counts for all that are named. */
  private static void succeed(Operation operation, PathItem.HttpMethod method, JsonNode note) {
    ApiResponses responses = operation.getResponses();
    String found =
        responses.keySet().stream().filter(it -> it.startsWith("2")).findFirst().orElse("200");
    ApiResponse success = Objects.requireNonNullElseGet(responses.remove(found), ApiResponse::new);
    boolean deletes = method == PathItem.HttpMethod.DELETE;
    List<String> statuses =
        note.path("statuses").isMissingNode()
            ? List.of(deletes ? "204" : "200")
            : note.path("statuses").valueStream().map(JsonNode::asString).toList();
    for (String status : statuses) {
      ApiResponse response =
          new ApiResponse()
              .description(reason(status))
              .headers(headers(operation, status))
              .content(deletes ? null : success.getContent());
      responses.addApiResponse(status, response);
    }
  }

  private static Map<String, Header> headers(Operation operation, String status) {
    Map<String, Header> headers = new TreeMap<>();
    headers.put("Trueup-Position", header(POSITION));
    if (takes(operation, "Trueup-At-Least")) {
      headers.put("Trueup-Age-Ms", header("How old the answer may be, if it came from a cache."));
      headers.put("Trueup-Cache", header("hit, miss, fold, bypass or stale, if from a cache."));
    }
    if (status.equals("201") || status.equals("202")) {
      headers.put("Location", header("Where the new object is."));
    }
    if (takes(operation, "If-Match") && !status.equals("204")) {
      headers.put("ETag", header("The object's version, for If-Match."));
    }
    return headers;
  }

  private static boolean takes(Operation operation, String header) {
    return operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(it -> header.equals(it.getName()));
  }

  private static Header header(String description) {
    return new Header().description(description).schema(new Schema<String>().type("string"));
  }

  private static void problem(ApiResponses responses, String status) {
    Schema<?> schema = new Schema<>().$ref("#/components/schemas/Problem");
    responses.addApiResponse(
        status,
        new ApiResponse()
            .description(reason(status))
            .content(
                new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(schema))));
  }

  private static String reason(String status) {
    return HttpStatus.valueOf(Integer.parseInt(status)).getReasonPhrase();
  }
}
