package io.trueup.server.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class PricesTest {
  private final String provider = "own-" + UUID.randomUUID();
  private final String path = "/v1/prices/" + provider + "/google/gemini";

  private static Reply put(String path, String json, String... headers) {
    return TestServer.json("PUT", path, json, headers);
  }

  private static String price(String effectiveFrom, String input) {
    return """
        {"effective_from": "%s", "unit_prices": {"input_mtok": "%s"}}"""
        .formatted(effectiveFrom, input);
  }

  @Test
  void theCataloguesPriceIsFoundUnderEveryName() {
    Reply found = TestServer.get("/v1/prices?provider=openai&model=gpt-4o-2024-08-06").is(200);
    JsonNode price = found.json().at("/items/0");
    assertThat(price.at("/matched").asString()).isEqualTo("gpt-4o");
    assertThat(price.at("/source").asString()).isEqualTo("catalogue");
    assertThat(price.at("/effective_from").isNull()).isTrue();
    assertThat(price.at("/unit_prices/input_mtok").asString()).isEqualTo("2.5");
    assertThat(price.at("/currency").asString()).isEqualTo("USD");
    assertThat(found.header("Trueup-Cache")).isNotNull();
    assertThat(found.header("Trueup-Position")).isEqualTo(price.at("/position").asString());
    assertThat(
            TestServer.get("/v1/prices?provider=openai&model=nonesuch").is(200).json().at("/items"))
        .isEmpty();
  }

  @Test
  void tiersAndConditionsAreShown() {
    JsonNode tiered =
        TestServer.get("/v1/prices/google/gemini-2.5-pro").is(200).json().at("/tiers/input_mtok/0");
    assertThat(tiered.at("/start").longValue()).isEqualTo(200_000);
    assertThat(tiered.at("/price").isString()).isTrue();
    JsonNode conditional = TestServer.get("/v1/prices/deepseek/deepseek-chat").is(200).json();
    assertThat(conditional.at("/conditions").size()).isGreaterThan(1);
    assertThat(conditional.at("/conditions/0/unit_prices/input_mtok").isString()).isTrue();
  }

  @Test
  void anOwnPriceGoesBeforeTheCataloguesFromItsTimeOn() {
    Reply made = put(path, price("2026-01-01T00:00:00Z", "1.50")).is(201);
    assertThat(made.header("Location")).isEqualTo("/v1/prices/" + provider + "/google%2Fgemini");
    assertThat(made.at("/unit_prices/input_mtok")).isEqualTo("1.5");
    assertThat(made.at("/source")).isEqualTo("override");
    assertThat(made.header("Trueup-Position")).isNotNull();
    put(path, price("2026-06-01T00:00:00Z", "2")).is(201);
    put(path, price("2026-06-01T00:00:00Z", "3")).is(200);
    for (String same : List.of(path, made.header("Location"))) {
      assertThat(TestServer.get(same).is(200).at("/unit_prices/input_mtok")).isEqualTo("3");
      assertThat(TestServer.get(same + "?at=2026-03-01T00:00:00Z").at("/unit_prices/input_mtok"))
          .isEqualTo("1.5");
    }
    Reply before =
        TestServer.get(
            "/v1/prices?provider=" + provider + "&model=google/gemini&at=2025-01-01T00:00:00Z");
    assertThat(before.is(200).json().at("/items")).isEmpty();
    TestServer.delete(path + "?effective_from=2026-06-01T00:00:00Z").is(204);
    assertThat(TestServer.get(path).at("/unit_prices/input_mtok")).isEqualTo("1.5");
    TestServer.delete(path).is(204);
    TestServer.get(path).isProblem(404, "not-found");
    TestServer.delete(path).isProblem(404, "not-found");
  }

  @Test
  void ifMatchGuardsAnOwnPrice() {
    put(path, price("2026-01-01T00:00:00Z", "1"), "If-Match", "*").isProblem(412, "lost-update");
    String first = put(path, price("2026-01-01T00:00:00Z", "1")).is(201).header("ETag");
    assertThat(TestServer.get(path).header("ETag")).isEqualTo(first);
    String second =
        put(path, price("2026-01-01T00:00:00Z", "2"), "If-Match", first).is(200).header("ETag");
    put(path, price("2026-01-01T00:00:00Z", "3"), "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(path, "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(path, "If-Match", second).is(204);
  }

  @Test
  void anOwnPriceChargesWhatIsRecordedAfterIt() {
    put(path, price("2026-01-01T00:00:00Z", "1000000")).is(201);
    Reply recorded =
        TestServer.post(
            "/v1/usage",
            """
            {"request_id": "r", "organization": "%s", "provider": "%s", "model": "google/gemini",
             "usage": {"input_tokens": 3}}"""
                .formatted(TestServer.organization(), provider));
    assertThat(recorded.is(201).at("/cost")).isEqualTo("3");
    assertThat(recorded.at("/price/source")).isEqualTo("override");
  }

  @Test
  void withoutATimeItHoldsFromNowOn() {
    put(path, "{\"unit_prices\": {\"input_mtok\": \"1\"}}").is(201);
    TestServer.get(path).is(200);
    TestServer.get(path + "?at=2026-01-01T00:00:00Z").isProblem(404, "not-found");
  }

  @Test
  void listsHaveOwnPricesAndPages() {
    put("/v1/prices/" + provider + "/b", price("2026-01-01T00:00:00Z", "1")).is(201);
    put("/v1/prices/" + provider + "/a", price("2026-01-01T00:00:00Z", "1")).is(201);
    Reply first = TestServer.get("/v1/prices?provider=" + provider + "&limit=1").is(200);
    assertThat(first.at("/items/0/model")).isEqualTo("a");
    Reply second =
        TestServer.get(
            "/v1/prices?provider=" + provider + "&limit=1&cursor=" + first.at("/next_cursor"));
    assertThat(second.is(200).at("/items/0/model")).isEqualTo("b");
    assertThat(TestServer.get("/v1/prices?limit=500").is(200).json().at("/items")).hasSize(500);
  }

  @Test
  void badPricesAreNamed() {
    assertThat(put(path, "{\"unit_prices\": {\"input_mtok\": 2.5}}").badFields())
        .containsExactly("unit_prices.input_mtok");
    assertThat(
            put(
                    path,
                    "{\"unit_prices\": {\"input_mtok\": \"-1\", \"x\": \"1\", \"output_mtok\": \"1e3\"}}")
                .badFields())
        .containsExactlyInAnyOrder(
            "unit_prices.input_mtok", "unit_prices.x", "unit_prices.output_mtok");
    assertThat(put(path, "{\"unit_prices\": {}}").badFields()).containsExactly("unit_prices");
    assertThat(put(path, "{\"effective_from\": \"2026-01-01\"}").badFields())
        .containsExactlyInAnyOrder("effective_from", "unit_prices");
    TestServer.get("/v1/prices/" + provider).isProblem(404, "not-found");
    TestServer.post("/v1/prices/reprice", "{}").isProblem(404, "not-found");
  }
}
