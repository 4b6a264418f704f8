package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueMatch;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Price;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/pricing.md says, with the catalogue that ships. */
class PricingPageTest {
  private static final Instant NOON = Instant.parse("2026-08-21T12:00:00Z");
  private static final String HEAD =
      " | count | price per million | USD |\n| --- | --- | --- | --- |\n";

  private final Catalogue catalogue = CatalogueReader.shipped();
  private final String page = page();

  private static String page() {
    try {
      Path here = Path.of("").toAbsolutePath();
      Path root = Files.exists(here.resolve("README.md")) ? here : here.resolveSibling("");
      return Files.readString(root.resolve("docs/pricing.md"));
    } catch (IOException e) {
      throw new IllegalStateException("docs/pricing.md can't be read", e);
    }
  }

  private UnitPrices prices(ModelId model, Instant at) {
    return catalogue.match(model).orElseThrow().model().prices().at(at);
  }

  private static String plain(Money money) {
    return money.amount().stripTrailingZeros().toPlainString();
  }

  /** A row for each part that is charged for itself alone in a request of that size. */
  private void shows(ModelId model, Usage usage, Map<Unit, Long> own) {
    UnitPrices prices = prices(model, NOON);
    StringBuilder table = new StringBuilder("| " + model.model() + HEAD);
    for (Unit unit : Unit.values()) {
      if (own.containsKey(unit)) {
        Price price = Objects.requireNonNull(prices.prices().get(unit));
        Money each = Money.of(price.at(usage.get(Unit.INPUT_TOKENS)).movePointLeft(6));
        long count = Objects.requireNonNull(own.get(unit));
        table.append(
            "| %s | %d | %s | %s |\n"
                .formatted(
                    unit.wireName(),
                    count,
                    price.at(usage.get(Unit.INPUT_TOKENS)).toPlainString(),
                    plain(each.times(count))));
      }
    }
    table.append("| total | | | ").append(plain(prices.charge(usage).total())).append(" |\n");
    assertThat(page).contains(table);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4o-2024-08-06",
    "openai, GPT-4o",
    "https://api.openai.com/v1, gpt-4o",
    "azure, gpt-4o",
    "https://acme.openai.azure.com, claude-sonnet-4-5",
    "vertex, gemini-2.5-pro"
  })
  void namesMeanWhatThePageSays(String provider, String model) {
    CatalogueMatch match = catalogue.match(new ModelId(provider, model)).orElseThrow();
    assertThat(page)
        .contains(
            "| %s | %s | %s/%s |\n"
                .formatted(provider, model, match.provider(), match.model().id()));
  }

  @Test
  void theCatalogueIsAsLargeAsThePageSays() {
    assertThat(catalogue.size()).isEqualTo(1_466);
    assertThat(page.replace("\n", " "))
        .contains("has 1 466 models of " + catalogue.providers().size() + " providers");
  }

  @Test
  void tiersCostWhatThePageSays() {
    ModelId gemini = new ModelId("google", "gemini-2.5-pro");
    for (long input : new long[] {200_000, 200_001}) {
      Map<Unit, Long> counts = Map.of(Unit.INPUT_TOKENS, input, Unit.OUTPUT_TOKENS, 1_000L);
      shows(gemini, Usage.of(counts), counts);
    }
  }

  @Test
  void cachedTokensCostWhatThePageSays() {
    shows(
        new ModelId("openai", "gpt-4o"),
        Usage.of(
            Map.of(
                Unit.INPUT_TOKENS, 1_000L,
                Unit.CACHE_READ_TOKENS, 400L,
                Unit.OUTPUT_TOKENS, 100L)),
        Map.of(Unit.INPUT_TOKENS, 600L, Unit.CACHE_READ_TOKENS, 400L, Unit.OUTPUT_TOKENS, 100L));
  }

  @Test
  void audioCostsWhatThePageSays() {
    shows(
        new ModelId("openai", "gpt-realtime"),
        Usage.of(
            Map.of(
                Unit.INPUT_TOKENS, 1_000L,
                Unit.INPUT_AUDIO_TOKENS, 600L,
                Unit.CACHE_READ_TOKENS, 300L,
                Unit.CACHE_AUDIO_READ_TOKENS, 200L,
                Unit.OUTPUT_TOKENS, 500L,
                Unit.OUTPUT_AUDIO_TOKENS, 400L)),
        Map.of(
            Unit.INPUT_TOKENS, 300L,
            Unit.INPUT_AUDIO_TOKENS, 400L,
            Unit.CACHE_READ_TOKENS, 100L,
            Unit.CACHE_AUDIO_READ_TOKENS, 200L,
            Unit.OUTPUT_TOKENS, 100L,
            Unit.OUTPUT_AUDIO_TOKENS, 400L));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-21T00:29:59.999999999Z",
    "2026-08-21T00:30:00Z",
    "2026-08-21T16:29:59.999999999Z",
    "2026-08-21T16:30:00Z"
  })
  void timesOfDayCostWhatThePageSays(Instant at) {
    UnitPrices prices = prices(new ModelId("deepseek", "deepseek-chat"), at);
    Money cost = prices.charge(Usage.of(Unit.INPUT_TOKENS, 1_000_000)).total();
    assertThat(page).contains("| %s | %s |\n".formatted(at, plain(cost)));
  }
}
