package io.trueup.server.openapi;

import io.trueup.cache.ReadRequest;
import io.trueup.server.http.CsvTable;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.Problem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the OpenAPI document from the controllers. */
final class ApiDocument {
  private static final String REST_OF_MODEL = "/{*rest}";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Schemas schemas = new Schemas();
  private final Operations operations = Operations.load();
  private final ObjectNode paths = NODES.objectNode();

  private ApiDocument() {}

  /** One way to one of our methods. */
  private record Endpoint(String path, String method, RequestMappingInfo info, HandlerMethod code) {
    List<MethodParameter> parameters() {
      return Arrays.asList(code.getMethodParameters());
    }

    boolean takes(Class<?> type) {
      return parameters().stream().anyMatch(it -> it.getParameterType() == type);
    }

    @Nullable Type body() {
      return parameters().stream()
          .filter(it -> it.hasParameterAnnotation(RequestBody.class))
          .map(MethodParameter::getGenericParameterType)
          .findFirst()
          .orElse(null);
    }

    Type answer() {
      Type type = code.getReturnType().getGenericParameterType();
      return type instanceof ParameterizedType it && it.getRawType() == ResponseEntity.class
          ? it.getActualTypeArguments()[0]
          : type;
    }
  }

  /** The document of these endpoints. */
  static ObjectNode of(Map<RequestMappingInfo, HandlerMethod> mapped, String version) {
    ApiDocument document = new ApiDocument();
    endpoints(mapped).forEach(document::add);
    return document.whole(version);
  }

  private static List<Endpoint> endpoints(Map<RequestMappingInfo, HandlerMethod> mapped) {
    List<Endpoint> endpoints = new ArrayList<>();
    mapped.forEach(
        (info, code) ->
            info.getPatternValues().stream()
                .filter(it -> it.startsWith("/v1/") && !it.endsWith(REST_OF_MODEL))
                .forEach(
                    pattern ->
                        info.getMethodsCondition()
                            .getMethods()
                            .forEach(
                                it -> endpoints.add(new Endpoint(path(pattern), it.name(), info, code)))));
    endpoints.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method));
    return endpoints;
  }

  /** As the document writes a pattern: the rest of a path is a variable like others. */
  static String path(String pattern) {
    return Schemas.wireName(pattern.replace(REST_OF_MODEL, "").replace("{*", "{"));
  }

  private ObjectNode whole(String version) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Trueup")
        .put("version", version)
        .put("description", Operations.text(operations.of("*", "*"), "description"));
    document.set("paths", paths);
    ObjectNode components = schemas.components();
    components.set("Problem", problem());
    document.putObject("components").set("schemas", components);
    return document;
  }

  private static ObjectNode problem() {
    ObjectNode problem = Schemas.typed("object");
    ObjectNode properties = problem.putObject("properties");
    properties.set("type", Schemas.typed("string").put("example", "/problems/invalid-request"));
    properties.set("title", Schemas.typed("string"));
    properties.set("status", Schemas.typed("integer"));
    properties.set("detail", Schemas.typed("string"));
    ObjectNode field = Schemas.typed("object");
    ObjectNode inField = field.putObject("properties");
    inField.set("field", Schemas.typed("string").put("example", "usage.input_tokens"));
    inField.set("message", Schemas.typed("string"));
    properties.set("validation", Schemas.array(field));
    problem.putArray("required").add("type").add("title").add("status").add("detail");
    return problem;
  }

  private void add(Endpoint endpoint) {
    String method = endpoint.method().toLowerCase(Locale.ROOT);
    ObjectNode path = at(paths, endpoint.path());
    JsonNode known = operations.of(endpoint.method(), endpoint.path());
    ObjectNode operation = at(path, method);
    if (!operation.has("operationId")) {
      operation.put("operationId", operationId(endpoint));
      operation.put("summary", Operations.text(known, "summary"));
      operation.putArray("tags").add(endpoint.path().split("/", -1)[2]);
      operation.putArray("parameters");
    }
    addParameters(endpoint, operation);
    addBody(endpoint, known, operation);
    addAnswers(endpoint, known, operation);
  }

  private static ObjectNode at(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
  }

  private static String operationId(Endpoint endpoint) {
    String words = endpoint.path().substring("/v1/".length()).replaceAll("[^a-z0-9]+", "_");
    return endpoint.method().toLowerCase(Locale.ROOT) + "_" + words.replaceAll("_$", "");
  }

  private void addParameters(Endpoint endpoint, ObjectNode operation) {
    ArrayNode parameters = (ArrayNode) operation.get("parameters");
    Set<String> there = new LinkedHashSet<>();
    parameters.forEach(it -> there.add(it.path("name").stringValue()));
    for (ObjectNode parameter : parametersOf(endpoint)) {
      if (there.add(parameter.path("name").stringValue())) {
        parameters.add(parameter);
      }
    }
  }

  private List<ObjectNode> parametersOf(Endpoint endpoint) {
    List<ObjectNode> all = new ArrayList<>();
    for (MethodParameter parameter : endpoint.parameters()) {
      if (parameter.hasParameterAnnotation(PathVariable.class)) {
        ObjectNode id = Schemas.typed("string").put("minLength", 1);
        String name = Schemas.wireName(String.valueOf(parameter.getParameter().getName()));
        all.add(parameter("path", name, true, id));
      } else if (parameter.hasParameterAnnotation(ParameterObject.class)) {
        addQuery(parameter.getParameterType(), all);
      } else if (parameter.getParameterType() == ReadRequest.class) {
        ObjectNode whole = Schemas.typed("integer").put("minimum", 0);
        all.add(parameter("header", "Trueup-At-Least", false, whole));
        all.add(parameter("header", "Trueup-Max-Staleness", false, whole));
      } else if (parameter.getParameterType() == IfMatch.class) {
        all.add(parameter("header", "If-Match", false, Schemas.typed("string")));
      } else if (parameter.hasParameterAnnotation(RequestHeader.class)) {
        all.add(parameter("header", "Last-Event-ID", false, Schemas.typed("string")));
      }
    }
    return all;
  }

  private void addQuery(Class<?> type, List<ObjectNode> parameters) {
    Map<String, ObjectNode> fields = schemas.fields(type);
    for (RecordComponent component : type.getRecordComponents()) {
      String name = Schemas.wireName(component.getName());
      ObjectNode schema = fields.getOrDefault(name, NODES.objectNode());
      parameters.add(parameter("query", name, Schemas.isRequired(component), schema));
    }
  }

  private static ObjectNode parameter(String in, String name, boolean required, ObjectNode schema) {
    ObjectNode parameter = NODES.objectNode().put("name", name).put("in", in);
    parameter.put("required", required);
    parameter.set("schema", schema);
    return parameter;
  }

  private void addBody(Endpoint endpoint, JsonNode known, ObjectNode operation) {
    Set<MediaType> types = endpoint.info().getConsumesCondition().getConsumableMediaTypes();
    Type body = endpoint.body();
    if (body == null && types.isEmpty()) {
      return;
    }
    ObjectNode content = at(at(operation, "requestBody").put("required", true), "content");
    for (MediaType type : types) {
      ObjectNode described = content.putObject(type.toString());
      described.set("schema", schemaOfBody(body, type));
      JsonNode example = known.path("request");
      if (!example.isMissingNode() && !type.equals(MediaType.APPLICATION_NDJSON)) {
        described.set("example", example);
      }
    }
  }

  private ObjectNode schemaOfBody(@Nullable Type body, MediaType type) {
    if (body == null) {
      return type.equals(MediaType.APPLICATION_NDJSON)
          ? Schemas.typed("string")
          : Schemas.array(Schemas.typed("object"));
    }
    return body == MergePatch.class ? Schemas.typed("object") : schemas.of(body);
  }

  private void addAnswers(Endpoint endpoint, JsonNode known, ObjectNode operation) {
    ObjectNode responses = at(operation, "responses");
    for (String status : statuses(endpoint, known)) {
      ObjectNode response = at(responses, status);
      response.put("description", reason(status));
      addHeaders(endpoint, status, at(response, "headers"));
      if (!status.equals("204")) {
        addContent(endpoint, known, at(response, "content"));
      }
    }
    problems(endpoint, known).forEach(status -> responses.set(status, refusal(status)));
  }

  private static List<String> statuses(Endpoint endpoint, JsonNode known) {
    List<String> statuses = new ArrayList<>();
    known.path("statuses").forEach(it -> statuses.add(it.asString()));
    if (statuses.isEmpty()) {
      statuses.add(endpoint.method().equals("DELETE") ? "204" : "200");
    }
    return statuses;
  }

  private static void addHeaders(Endpoint endpoint, String status, ObjectNode headers) {
    Map<String, String> all = new TreeMap<>();
    all.put("Trueup-Position", "What the answer includes, or the position of the change.");
    if (endpoint.takes(ReadRequest.class)) {
      all.put("Trueup-Age-Ms", "How old the answer may be, where it came through a cache.");
      all.put("Trueup-Cache", "hit, miss, fold, bypass or stale, where it came through a cache.");
    }
    if (status.equals("201") || status.equals("202")) {
      all.put("Location", "Where the new object is.");
    }
    if (!status.equals("204") && (endpoint.takes(IfMatch.class) || endpoint.path().endsWith("}"))) {
      all.put("ETag", "The object's version, for If-Match, where it can be changed.");
    }
    all.forEach(
        (name, text) ->
            headers.putObject(name).put("description", text).set("schema", Schemas.typed("string")));
  }

  private void addContent(Endpoint endpoint, JsonNode known, ObjectNode content) {
    Type answer = endpoint.answer();
    if (answer == SseEmitter.class || answer == CsvTable.class) {
      String type =
          answer == CsvTable.class ? CsvTable.MEDIA_TYPE : MediaType.TEXT_EVENT_STREAM_VALUE;
      content.putObject(type).set("schema", Schemas.typed("string"));
      return;
    }
    ObjectNode json = content.putObject(MediaType.APPLICATION_JSON_VALUE);
    json.set("schema", schemas.of(answer));
    JsonNode example = known.path("response");
    if (!example.isMissingNode()) {
      json.set("example", example);
    }
  }

  private static Set<String> problems(Endpoint endpoint, JsonNode known) {
    Set<String> statuses = new TreeSet<>(List.of("400", "406", "503"));
    known.path("problems").forEach(it -> statuses.add(it.asString()));
    if (endpoint.path().contains("{")) {
      statuses.add("404");
    }
    if (endpoint.takes(IfMatch.class)) {
      statuses.add("412");
    }
    if (!endpoint.info().getConsumesCondition().isEmpty()) {
      statuses.addAll(List.of("413", "415"));
    }
    return statuses;
  }

  private static ObjectNode refusal(String status) {
    ObjectNode response = NODES.objectNode().put("description", reason(status));
    response
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
    return response;
  }

  private static String reason(String status) {
    return HttpStatus.valueOf(Integer.parseInt(status)).getReasonPhrase();
  }
}
