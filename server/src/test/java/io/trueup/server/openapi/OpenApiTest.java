package io.trueup.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.TestServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class OpenApiTest {
  private final JsonNode api = TestServer.get("/v3/api-docs").is(200).json();

  private JsonNode schema(String name) {
    return api.at("/components/schemas/" + name);
  }

  @Test
  void formsAreDescribedAsTheyAreRead() {
    JsonNode usage = schema("UsageForm");
    assertThat(usage.at("/required").valueStream().map(JsonNode::stringValue))
        .containsExactly("request_id", "organization", "provider");
    assertThat(usage.at("/properties").propertyNames())
        .contains("occurred_at", "conversation", "cost", "response", "api_flavor")
        .doesNotContain("occurredAt");
    assertThat(usage.at("/properties/request_id/maxLength").intValue()).isEqualTo(200);
    assertThat(schema("BudgetForm").at("/properties/limit/type").stringValue()).isEqualTo("string");
    assertThat(schema("BudgetForm").at("/properties/limit/pattern").stringValue())
        .isEqualTo("^[+-]?[0-9]+(\\.[0-9]+)?$");
    assertThat(
            schema("BudgetForm")
                .at("/properties/period/enum")
                .valueStream()
                .map(JsonNode::asString))
        .contains("per_request", "monthly");
  }

  @Test
  void parametersAndHeadersAreDescribedByTheirNames() {
    assertThat(
            api.at("/paths/~1v1~1usage/get/parameters")
                .valueStream()
                .map(it -> it.at("/in").stringValue() + " " + it.at("/name").stringValue()))
        .contains("query request_id", "query time_zone", "query limit", "header Trueup-At-Least")
        .noneMatch(it -> it.contains("freshness"));
    assertThat(
            api.at("/paths/~1v1~1budgets~1{id}/put/parameters")
                .valueStream()
                .map(it -> it.at("/name").stringValue()))
        .containsExactly("id", "If-Match");
  }

  @Test
  void everyOperationNamesItsProblems() {
    JsonNode create = api.at("/paths/~1v1~1budgets/post/responses");
    assertThat(create.propertyNames()).contains("201", "400", "406", "413", "415");
    assertThat(create.at("/400/content/application~1problem+json/schema/$ref").stringValue())
        .isEqualTo("#/components/schemas/Problem");
    assertThat(schema("Problem").at("/properties").propertyNames())
        .containsExactly("type", "title", "status", "detail", "validation");
  }

  @Test
  void everyReferenceIsDefined() {
    assertThat(api.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(api.at(ref.substring(1)).isObject()).as(ref).isTrue());
    assertThat(api.findValuesAsString("$ref"))
        .doesNotContain("#/components/schemas/Money", "#/components/schemas/ReadRequest");
  }
}
