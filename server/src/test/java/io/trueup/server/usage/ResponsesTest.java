package io.trueup.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Usage that is read from a provider's raw response. */
final class ResponsesTest {
  private static final String CHAT =
      """
      {"id": "c-1", "model": "gpt-4o-2024-08-06", "choices": [{"message": {"content": "hi"}}],
       "usage": {"prompt_tokens": 374, "completion_tokens": 44, "total_tokens": 418,
                 "prompt_tokens_details": {"cached_tokens": 0}}}""";

  private static final String RESPONSES =
      """
      {"model": "gpt-4o", "usage": {"input_tokens": 374, "output_tokens": 44,
       "input_tokens_details": {"cached_tokens": 100}}}""";

  private final String organization = TestServer.organization();

  private String call(String requestId, String provider, String rest) {
    return """
        {"request_id": "%s", "organization": "%s", "provider": "%s", %s}"""
        .formatted(requestId, organization, provider, rest);
  }

  private Reply post(String provider, String rest) {
    return TestServer.post("/v1/usage", call("r", provider, rest));
  }

  @Test
  void usageAndModelAreReadByTheProvidersFirstFlavor() {
    Reply made = post("openai", "\"response\": " + CHAT).is(201);
    assertThat(made.at("/model")).isEqualTo("gpt-4o-2024-08-06");
    assertThat(made.json().at("/usage").toString())
        .isEqualTo("{\"input_tokens\":374,\"output_tokens\":44}");
    assertThat(made.at("/cost")).isEqualTo("0.001375");
    assertThat(made.at("/exactness")).isEqualTo("exact");
    assertThat(made.at("/price/model")).isEqualTo("gpt-4o");
    Reply again = post("openai", "\"response\": " + CHAT).is(200);
    assertThat(again.json().at("/duplicate").booleanValue()).isTrue();
    post("openai", "\"response\": " + CHAT.replace("374", "375"))
        .isProblem(409, "idempotency-conflict");
  }

  @Test
  void aFlavorMayBeNamedAndAModelGoesBeforeTheResponses() {
    Reply made =
        post(
                "openai",
                "\"model\": \"gpt-4o-mini\", \"api_flavor\": \"responses\", \"response\": "
                    + RESPONSES)
            .is(201);
    assertThat(made.at("/model")).isEqualTo("gpt-4o-mini");
    assertThat(made.json().at("/usage/cache_read_tokens").intValue()).isEqualTo(100);
  }

  @Test
  void aCostBesideItWinsAndAProviderIsKnownByItsAddress() {
    Reply made =
        post("https://api.openai.com/v1", "\"cost\": \"0.5\", \"response\": " + CHAT).is(201);
    assertThat(made.at("/exactness")).isEqualTo("given");
    assertThat(made.at("/cost")).isEqualTo("0.5");
    assertThat(made.json().at("/usage/input_tokens").intValue()).isEqualTo(374);
  }

  @Test
  void batchesTakeThemAsSingleCallsDo() {
    String good = call("b-0", "openai", "\"response\": " + CHAT).replace('\n', ' ');
    String bad = call("b-1", "openai", "\"response\": {\"usage\": []}");
    for (List<String> body :
        List.of(
            List.of("application/json", "[" + good + "," + bad + "]"),
            List.of("application/x-ndjson", good + "\n" + bad + "\n"))) {
      JsonNode results =
          TestServer.send(
                  "POST",
                  "/v1/usage/batch",
                  body.get(0),
                  body.get(1).getBytes(StandardCharsets.UTF_8))
              .is(200)
              .json()
              .at("/results");
      assertThat(results.at("/0/cost").asString()).isEqualTo("0.001375");
      assertThat(results.at("/1/problem/validation/0/field").asString())
          .isEqualTo("response.usage");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openai | "response": 5 | response
          openai | "response": "text" | response
          openai | "response": [] | response
          openai | "response": {} | response.usage
          openai | "response": {"usage": null} | response.usage
          openai | "response": {"usage": 7} | response.usage
          openai | "model": "m", "response": {"usage": {}} | response.usage.prompt_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": "5", "completion_tokens": 1}} | response.usage.prompt_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 1.5, "completion_tokens": 1}} | response.usage.prompt_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": -1, "completion_tokens": 1}} | response.usage.prompt_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 1e400, "completion_tokens": 1}} | response.usage.prompt_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 1, "completion_tokens": 99999999999999999999}} | response.usage.completion_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 1, "completion_tokens": true}} | response.usage.completion_tokens
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 1, "completion_tokens": 1, "prompt_tokens_details": []}} | response.usage.prompt_tokens_details
          openai | "model": "m", "response": {"usage": {"prompt_tokens": 0, "completion_tokens": 0}} | response
          openai | "response": {"usage": {"prompt_tokens": 1, "completion_tokens": 1}} | model
          openai | "response": {"model": 7, "usage": {"prompt_tokens": 1, "completion_tokens": 1}} | response.model
          openai | "response": {"model": "", "usage": {"prompt_tokens": 1, "completion_tokens": 1}} | response.model
          openai | "api_flavor": "nonesuch", "response": {} | api_flavor
          openai | "api_flavor": 5, "response": {} | api_flavor
          openai | "api_flavor": "", "response": {} | api_flavor
          openai | "model": "m", "usage": {"input_tokens": 1}, "api_flavor": "chat" | api_flavor
          openai | "model": "m", "usage": {"input_tokens": 1}, "response": {} | response
          openai | "usage": {"input_tokens": 1} | model
          nonesuch | "response": {} | provider
          voyageai | "response": {} | provider
          google | "response": {"usageMetadata": {"promptTokenCount": 1, "promptTokensDetails": {}}} | response.usageMetadata.promptTokensDetails
          """)
  void whatCannotBeReadIsNamed(String provider, String rest, String field) {
    assertThat(post(provider, rest).badFields()).contains(field);
  }

  @Test
  void deepOneIsRefusedAndALongArrayIsNotWalked() {
    post("openai", "\"response\": " + "{\"usage\":".repeat(20_000))
        .isProblem(400, "invalid-request");
    post("openai", "\"response\": " + "[".repeat(100) + "]".repeat(100))
        .isProblem(400, "invalid-request");
    String many = "{},".repeat(100_000) + "{}";
    assertThat(
            post(
                    "google",
                    "\"response\": {\"usageMetadata\": {\"promptTokensDetails\": [" + many + "]}}")
                .badFields())
        .contains("response.usageMetadata.promptTokensDetails");
    assertThat(post("openai", "\"response\": {\"usage\": {\"a\": 1, \"a\": 2}}").badFields())
        .contains("response.usage.a");
  }
}
