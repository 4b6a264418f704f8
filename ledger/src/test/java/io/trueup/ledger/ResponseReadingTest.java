package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.spend.Catalogue;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spend.UsageExtractor;
import org.junit.jupiter.api.Test;

/** What a dialect requires of a response, and how far an array is walked. */
class ResponseReadingTest {
  private final Catalogue catalogue =
      new CatalogueReader()
          .read(
              Json.parse(
                  """
                  [{"id": "p", "models": [], "extractors": [{"root": "usage", "mappings": [
                    {"path": "in", "dest": "input_tokens"},
                    {"path": "out", "dest": "output_tokens", "required": false},
                    {"path": ["parts", {"type": "array-match", "field": "kind",
                      "match": {"equals": "AUDIO"}}, "count"],
                     "dest": "input_audio_tokens", "required": false}]}]}]"""));

  private UsageExtractor.Extracted read(String usage) {
    return catalogue.extract("p", null, new JsonResponse(Json.parse("{\"usage\": " + usage + "}")));
  }

  private static String parts(int others) {
    return "{\"in\": 5, \"parts\": ["
        + "{\"kind\": \"TEXT\"},".repeat(others)
        + "{\"kind\": \"AUDIO\", \"count\": 3}]}";
  }

  @Test
  void whatIsRequiredMustBeThereAndWhatIsNotMayBeAbsent() {
    assertThat(read("{\"in\": 5}").usage()).isEqualTo(Usage.of(Unit.INPUT_TOKENS, 5));
    assertThatThrownBy(() -> read("{\"out\": 5}"))
        .hasMessageContaining("response.usage.in: is required");
  }

  @Test
  void anArrayIsWalkedUpToItsBound() {
    assertThat(read(parts(9_999)).usage().get(Unit.INPUT_AUDIO_TOKENS)).isEqualTo(3);
    assertThatThrownBy(() -> read(parts(10_000)))
        .hasMessageContaining("response.usage.parts: must have at most 10000 elements");
  }
}
