package io.trueup.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

final class ApiDocumentTest {
  private static JsonNode document() {
    return TestServer.get("/v3/api-docs").is(200).json();
  }

  private static String documented(String pattern) {
    return pattern.replace("/{*rest}", "").replace("{*", "{");
  }

  private static List<JsonNode> operations(JsonNode document) {
    List<JsonNode> operations = new ArrayList<>();
    document.at("/paths").forEach(path -> path.forEach(operations::add));
    return operations;
  }

  @Test
  void everyEndpointIsInTheDocumentWithASummary() {
    Set<String> mapped = new TreeSet<>();
    TestServer.server()
        .part("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(
            info ->
                info.getPatternValues().stream()
                    .filter(it -> it.startsWith("/v1/"))
                    .forEach(
                        pattern ->
                            info.getMethodsCondition()
                                .getMethods()
                                .forEach(it -> mapped.add(it + " " + documented(pattern)))));
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document().at("/paths").properties()) {
      for (Map.Entry<String, JsonNode> it : path.getValue().properties()) {
        String operation = it.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        described.add(operation);
        assertThat(it.getValue().at("/summary").asString()).as(operation).isNotBlank();
      }
    }
    assertThat(described).containsExactlyElementsOf(mapped);
    assertThat(mapped).hasSizeGreaterThan(40);
  }

  @Test
  void everyOperationHasAnswersProblemsAndHeaders() {
    JsonNode document = document();
    Set<String> ids = new TreeSet<>();
    for (JsonNode operation : operations(document)) {
      String id = operation.at("/operationId").asString();
      assertThat(ids.add(id)).as(id).isTrue();
      JsonNode responses = operation.at("/responses");
      assertThat(responses.propertyNames()).as(id).anyMatch(it -> it.startsWith("2"));
      assertThat(responses.at("/400/content/application~1problem+json/schema/$ref").asString())
          .isEqualTo("#/components/schemas/Problem");
      JsonNode body = operation.at("/requestBody/content");
      if (!body.isMissingNode()) {
        assertThat(responses.propertyNames()).as(id).contains("413", "415");
        assertThat(body.valueStream().anyMatch(it -> it.has("example"))).as(id).isTrue();
      }
    }
    JsonNode put = document.at("/paths/~1v1~1organizations~1{id}/put");
    assertThat(put.at("/responses").propertyNames())
        .contains("200", "201", "404", "412", "413", "415");
    assertThat(put.at("/responses/201/headers").propertyNames())
        .contains("ETag", "Location", "Trueup-Position");
    JsonNode spend = document.at("/paths/~1v1~1spend/get");
    assertThat(spend.at("/responses/200/headers").propertyNames())
        .contains("Trueup-Age-Ms", "Trueup-Cache");
    assertThat(spend.at("/parameters").valueStream().map(it -> it.at("/name").asString()))
        .contains("scope", "time_zone", "Trueup-At-Least", "Trueup-Max-Staleness");
    assertThat(document.at("/paths/~1v1~1changes/get/responses/200/content").propertyNames())
        .containsExactlyInAnyOrder("application/json", "text/event-stream");
    assertThat(
            document
                .at("/paths/~1v1~1analytics~1breakdown/get/responses/200/content")
                .propertyNames())
        .containsExactlyInAnyOrder("application/json", "text/csv");
  }

  @Test
  void everyPropertyIsInSnakeCaseAndEveryReferenceLeadsSomewhere() {
    JsonNode document = document();
    JsonNode schemas = document.at("/components/schemas");
    schemas.forEach(
        schema ->
            assertThat(schema.at("/properties").propertyNames())
                .allMatch(it -> it.matches("[a-z0-9]+(_[a-z0-9]+)*")));
    assertThat(document.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(document.at(it.substring(1)).isObject()).as(it).isTrue());
    assertThat(schemas.at("/Problem/properties").propertyNames())
        .containsExactly("type", "title", "status", "detail", "validation");
    assertThat(schemas.propertyNames()).doesNotContain("Money", "ReadRequest");
  }

  @Test
  void formsAreDescribedAsTheyAreRead() {
    JsonNode schemas = document().at("/components/schemas");
    JsonNode usage = schemas.at("/UsageForm");
    assertThat(usage.at("/required").valueStream().map(JsonNode::asString))
        .containsExactly("request_id", "organization", "provider");
    assertThat(usage.at("/properties").propertyNames())
        .contains("occurred_at", "conversation", "cost", "response", "api_flavor")
        .doesNotContain("occurredAt");
    assertThat(usage.at("/properties/request_id/maxLength").intValue()).isEqualTo(200);
    JsonNode budget = schemas.at("/BudgetForm/properties");
    assertThat(budget.at("/limit/type").asString()).isEqualTo("string");
    assertThat(budget.at("/limit/pattern").asString()).isEqualTo("^[+-]?[0-9]+(\\.[0-9]+)?$");
    assertThat(budget.at("/period/enum").valueStream().map(JsonNode::asString))
        .contains("per_request", "monthly");
  }

  @Test
  void parametersAreDescribedByTheirNames() {
    JsonNode paths = document().at("/paths");
    assertThat(
            paths
                .at("/~1v1~1usage/get/parameters")
                .valueStream()
                .map(it -> it.at("/in").asString() + " " + it.at("/name").asString()))
        .contains("query request_id", "query time_zone", "query limit", "header Trueup-At-Least")
        .noneMatch(it -> it.contains("freshness"));
    assertThat(
            paths
                .at("/~1v1~1budgets~1{id}/put/parameters")
                .valueStream()
                .map(it -> it.at("/name").asString()))
        .containsExactly("id", "If-Match");
  }

  /** A request that the document shows works, or fails for want of what it names only. */
  @Test
  void theExamplesAreRightRequests() {
    document()
        .at("/paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(it -> check(path.getKey(), it.getKey(), it.getValue())));
  }

  private static void check(String path, String method, JsonNode operation) {
    JsonNode example = operation.at("/requestBody/content/application~1json/example");
    if (example.isMissingNode()) {
      return;
    }
    String query =
        path.contains("{scopeType}")
            ? "?organization=shown"
            : path.endsWith("/import") ? "?dry_run=true" : "";
    String real =
        path.replace("{scopeType}", "user")
            .replace("{name}", "spend")
            .replaceAll("\\{[A-Za-z_]+}", "shown");
    Reply reply =
        TestServer.json(method.toUpperCase(Locale.ROOT), real + query, example.toString());
    assertThat(reply.status()).as("%s %s: %s", method, path, reply.text()).isIn(200, 201, 202, 404);
    assertThat(operation.at("/responses").propertyNames())
        .as("%s %s", method, path)
        .contains(Integer.toString(reply.status()));
  }
}
