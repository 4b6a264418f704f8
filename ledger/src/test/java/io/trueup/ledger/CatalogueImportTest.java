package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A newer catalogue while the ledger works: what it changes, and what it leaves alone. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CatalogueImportTest {
  private static final ModelId DATED = new ModelId("openai", "gpt-4o-2024-08-06");
  private static final ModelId SHOUTED = new ModelId("openai", "GPT-4o");
  private static final ModelId BY_FALLBACK = new ModelId("azure", "gpt-4o");
  private static final ModelId MINI = new ModelId("openai", "gpt-4o-mini");
  private static final ModelId HAIKU = new ModelId("anthropic", "claude-haiku-4-5");
  private static final ModelId NEW = new ModelId("openai", "brand-new");
  private static final ModelId NEW_BY_FALLBACK = new ModelId("azure", "brand-new");
  private static final ModelId OWN = new ModelId("lab", "own");

  private final Books books;
  private final Ledger ledger;

  CatalogueImportTest(TestDatabase database) {
    books = Books.sharedWithoutWaiting(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  private static JsonNode shipped(Consumer<JsonNode> edit) {
    try (InputStream in = CatalogueReader.class.getResourceAsStream("prices/catalogue.json")) {
      JsonNode all = Json.MAPPER.readTree(Objects.requireNonNull(in));
      edit.accept(all);
      return all;
    } catch (IOException e) {
      throw new IllegalStateException("the catalogue can't be read", e);
    }
  }

  private static ArrayNode models(JsonNode all, String provider) {
    return (ArrayNode)
        all.valueStream()
            .filter(it -> it.get("id").stringValue().equals(provider))
            .findFirst()
            .orElseThrow()
            .get("models");
  }

  private static ObjectNode model(JsonNode all, ModelId id) {
    return (ObjectNode)
        models(all, id.provider())
            .valueStream()
            .filter(it -> it.get("id").stringValue().equals(id.model()))
            .findFirst()
            .orElseThrow();
  }

  private static void price(JsonNode all, String perMillion) {
    model(all, Books.GPT_4O)
        .putObject("prices")
        .put("input_mtok", new BigDecimal(perMillion))
        .put("output_mtok", 0);
  }

  private static void add(JsonNode all) {
    models(all, "openai")
        .addObject()
        .put("id", "brand-new")
        .set("match", Json.object().put("equals", "brand-new"))
        .putObject("prices")
        .put("input_mtok", 3);
  }

  private CatalogueImport imported(Consumer<JsonNode> edit) {
    return ledger.prices().importCatalogue(shipped(edit), false);
  }

  private Outcome outcome(ModelId model) {
    return ledger.views().prices().read(model, ReadRequest.BY_POLICY).outcome();
  }

  private static Money cost(Ledger node, ModelId model, String id) {
    return Objects.requireNonNull(
        node.usage()
            .record(
                UsageRequest.builder(id, "acme", model)
                    .usage(Usage.of(Unit.INPUT_TOKENS, 1_000_000))
                    .build())
            .record()
            .cost());
  }

  private void warm(ModelId... models) {
    List.of(models).forEach(ledger.views().prices()::get);
    assertThat(models).allMatch(it -> outcome(it) == Outcome.HIT);
  }

  @Test
  void aChangedPriceReachesEveryNameThatMeansItsModelAndNoOther() {
    imported(all -> price(all, "2.6"));
    warm(Books.GPT_4O, DATED, SHOUTED, BY_FALLBACK, MINI, HAIKU, OWN);
    CatalogueImport report = imported(all -> price(all, "100"));
    assertThat(report.changed()).containsExactly(Books.GPT_4O);
    assertThat(report.added()).isEmpty();
    assertThat(report.removed()).isEmpty();
    assertThat(List.of(MINI, HAIKU, OWN)).allMatch(it -> outcome(it) == Outcome.HIT);
    assertThat(List.of(Books.GPT_4O, DATED, SHOUTED)).allMatch(it -> outcome(it) == Outcome.MISS);
    assertThat(cost(ledger, Books.GPT_4O, "r1")).isEqualTo(Money.of("100"));
    assertThat(cost(ledger, DATED, "r2")).isEqualTo(Money.of("100"));
    assertThat(cost(ledger, SHOUTED, "r3")).isEqualTo(Money.of("100"));
  }

  @Test
  void aNewModelReachesNamesThatMeantNothingBefore() {
    imported(all -> price(all, "2.6"));
    warm(NEW, NEW_BY_FALLBACK, HAIKU);
    assertThatThrownBy(() -> cost(ledger, NEW, "r1")).isInstanceOf(UnknownPriceException.class);
    CatalogueImport report =
        imported(
            all -> {
              price(all, "2.6");
              add(all);
            });
    assertThat(report.added()).containsExactly(NEW);
    assertThat(report.changed()).isEmpty();
    assertThat(outcome(HAIKU)).isEqualTo(Outcome.HIT);
    assertThat(cost(ledger, NEW, "r1")).isEqualTo(Money.of("3"));
    assertThat(cost(ledger, NEW_BY_FALLBACK, "r2")).isEqualTo(Money.of("3"));
  }

  @Test
  void aRemovedModelHasNoPriceAnyMoreAndItsPastCostsStay() {
    cost(ledger, MINI, "r1");
    Money before = ledger.recompute().cost();
    warm(MINI);
    CatalogueImport report =
        imported(
            all -> {
              ArrayNode models = models(all, "openai");
              for (int i = models.size() - 1; i >= 0; i--) {
                if (models.get(i).get("id").stringValue().equals("gpt-4o-mini")) {
                  models.remove(i);
                }
              }
            });
    assertThat(report.removed()).containsExactly(MINI);
    assertThatThrownBy(() -> cost(ledger, MINI, "r2")).isInstanceOf(UnknownPriceException.class);
    assertThat(ledger.recompute().cost()).isEqualTo(before).isEqualTo(Money.of("0.15"));
  }

  @Test
  void ownPricesStayAndGoBeforeIt() {
    UnitPrices seven = UnitPrices.of(Map.of(Unit.INPUT_TOKENS, Price.of(new BigDecimal("7"))));
    ledger.prices().put(new PriceOverride(Books.GPT_4O, Instant.EPOCH, seven), null);
    assertThat(imported(all -> price(all, "100")).keptOverrides()).isEqualTo(1);
    assertThat(cost(ledger, Books.GPT_4O, "r1")).isEqualTo(Money.of("7"));
    ledger.prices().delete(Books.GPT_4O, null);
    assertThat(cost(ledger, Books.GPT_4O, "r2")).isEqualTo(Money.of("100"));
  }

  @Test
  void aDryRunSaysTheSameAndChangesNothing() {
    warm(Books.GPT_4O);
    Position before = ledger.changes().head();
    JsonNode newer = shipped(all -> price(all, "100"));
    CatalogueImport planned = ledger.prices().importCatalogue(newer, true);
    assertThat(ledger.changes().head()).isEqualTo(before);
    assertThat(outcome(Books.GPT_4O)).isEqualTo(Outcome.HIT);
    assertThat(cost(ledger, Books.GPT_4O, "r1")).isEqualTo(Money.of("2.5"));
    assertThat(ledger.prices().importCatalogue(newer, false)).isEqualTo(planned);
  }

  @Test
  void theSameAgainIsNoChange() {
    Position before = ledger.changes().head();
    imported(all -> {});
    assertThat(ledger.changes().head()).isEqualTo(before);
    imported(all -> price(all, "100"));
    Position after = ledger.changes().head();
    assertThat(imported(all -> price(all, "100")).changed()).isEmpty();
    assertThat(ledger.changes().head()).isEqualTo(after);
  }

  @Test
  void everyNodeChargesByItAndSoDoesOneThatStartsLater() {
    try (Ledger other = books.anotherNode("b")) {
      assertThat(cost(other, DATED, "r1")).isEqualTo(Money.of("2.5"));
      imported(all -> price(all, "100"));
      assertThat(cost(other, DATED, "r2")).isEqualTo(Money.of("100"));
      assertThat(other.prices().catalogue()).isEqualTo(ledger.prices().catalogue());
      imported(all -> price(all, "200"));
      assertThat(cost(other, DATED, "r3")).isEqualTo(Money.of("200"));
    }
    try (Ledger later = books.anotherNode("c")) {
      assertThat(cost(later, DATED, "r4")).isEqualTo(Money.of("200"));
      assertThat(
              later
                  .prices()
                  .list(new PriceQuery("openai", "gpt-4o", null), null, 5, ReadRequest.BY_POLICY)
                  .items())
          .extracting(it -> it.prices().prices().get(Unit.INPUT_TOKENS))
          .containsExactly(Price.of(new BigDecimal("200")));
    }
  }

  @Test
  void oneThatIsRolledBackNeverWas() {
    warm(Books.GPT_4O);
    assertThatThrownBy(
            () ->
                ledger
                    .transactions()
                    .execute(
                        tx -> {
                          imported(all -> price(all, "100"));
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    assertThat(outcome(Books.GPT_4O)).isEqualTo(Outcome.HIT);
    assertThat(cost(ledger, Books.GPT_4O, "r1")).isEqualTo(Money.of("2.5"));
    imported(all -> price(all, "200"));
    assertThat(cost(ledger, Books.GPT_4O, "r2")).isEqualTo(Money.of("200"));
  }

  @Test
  void oneThatCannotBeReadIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> imported(all -> model(all, MINI).put("prices", "free")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("openai.gpt-4o-mini.prices: ");
    assertThat(cost(ledger, MINI, "r1")).isEqualTo(Money.of("0.15"));
  }

  @Test
  void theFirstReachesEverythingAndTheNextOnlyWhatItChanges() {
    warm(HAIKU, OWN);
    imported(all -> price(all, "100"));
    assertThat(List.of(HAIKU, OWN)).allMatch(it -> outcome(it) == Outcome.MISS);
    imported(all -> price(all, "200"));
    assertThat(List.of(HAIKU, OWN)).allMatch(it -> outcome(it) == Outcome.HIT);
  }

  @Test
  void otherFallbacksOrNamesOfProvidersReachEverything() {
    imported(all -> price(all, "2.6"));
    warm(HAIKU, OWN);
    imported(
        all -> {
          price(all, "2.6");
          all.forEach(
              it -> {
                if (it.get("id").stringValue().equals("azure")) {
                  ((ObjectNode) it).putArray("fallback_model_providers").add("mistral");
                }
              });
        });
    assertThat(List.of(HAIKU, OWN)).allMatch(it -> outcome(it) == Outcome.MISS);
    assertThatThrownBy(() -> cost(ledger, BY_FALLBACK, "r1"))
        .isInstanceOf(UnknownPriceException.class);
  }
}
