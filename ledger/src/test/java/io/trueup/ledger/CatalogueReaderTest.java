package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueModel;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Price;
import io.trueup.spend.Provider;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogueReaderTest {

  private static final Instant NOON = Instant.parse("2026-08-21T12:00:00Z");

  private final CatalogueReader reader = new CatalogueReader();
  private final Catalogue catalogue = CatalogueReader.shipped();

  @Test
  void theShippedCatalogueHoldsAllProvidersAndModels() {
    assertThat(catalogue.providers()).hasSize(36);
    assertThat(catalogue.size()).isEqualTo(1_466);
  }

  @Test
  void everyIdOfTheCatalogueIsFoundAsAskingEachModelInFileOrderFindsIt() {
    for (Provider provider : catalogue.providers()) {
      for (CatalogueModel model : provider.models()) {
        String expected =
            provider.models().stream()
                .filter(candidate -> candidate.match().matches(model.id()))
                .findFirst()
                .map(CatalogueModel::id)
                .orElse("none");
        String found =
            catalogue
                .match(new ModelId(provider.id(), model.id()))
                .filter(match -> match.provider().equals(provider.id()))
                .map(match -> match.model().id())
                .orElse("none");
        if (!expected.equals("none")) {
          assertThat(found).as("%s of %s", model.id(), provider.id()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void pricesAreReadDigitByDigit() {
    Catalogue read = read(withPrices("{\"input_mtok\": 0.12345678901234567}"));
    assertThat(prices(read).prices())
        .containsEntry(Unit.INPUT_TOKENS, Price.of(new BigDecimal("0.12345678901234567")));
  }

  @Test
  void whatCannotBeReadIsNamedWithItsPlace() {
    assertThatThrownBy(() -> read(withPrices("{\"input_mtok\": \"1\"}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("p.m.input_mtok.price: must be a number");
    assertThatThrownBy(() -> read(withPrices("{\"inputs\": 1}")))
        .hasMessage("p.m.unit_prices.inputs: is not a known price key");
    assertThatThrownBy(() -> read("[")).hasMessageStartingWith("catalogue: is not JSON");
    assertThatThrownBy(() -> read("{}")).hasMessage("catalogue: must be an array of providers");
    assertThatThrownBy(() -> read(withPrices("{}").replace("equals", "like")))
        .hasMessageStartingWith("p.m.match: must be one known clause");
  }

  @Test
  void everyUnitIsAsTheCatalogueSays() throws IOException {
    JsonNode units = resource("units.json");
    assertThat(Unit.values()).hasSize(units.size());
    for (String name : units.propertyNames()) {
      Unit unit = Unit.ofWireName(name);
      assertThat(unit.priceKey()).isEqualTo(units.get(name).get("price_key").stringValue());
      assertThat(unit.per()).isEqualTo(units.get(name).get("per").longValue());
      assertThat(unit.isInput()).isEqualTo(dimensions(units, name).contains("direction=input"));
      assertThat(unit.isOutput()).isEqualTo(dimensions(units, name).contains("direction=output"));
      for (String other : units.propertyNames()) {
        Set<String> own = dimensions(units, name);
        Set<String> others = dimensions(units, other);
        assertThat(unit.contains(Unit.ofWireName(other)))
            .as("%s contains %s", name, other)
            .isEqualTo(!own.equals(others) && others.containsAll(own));
      }
    }
  }

  private static Set<String> dimensions(JsonNode units, String name) {
    return units
        .get(name)
        .get("dimensions")
        .propertyStream()
        .map(dimension -> dimension.getKey() + "=" + dimension.getValue().stringValue())
        .collect(Collectors.toSet());
  }

  private static String withPrices(String prices) {
    return "[{\"id\": \"p\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}, \"prices\": "
        + prices
        + "}]}]";
  }

  private static UnitPrices prices(Catalogue catalogue) {
    return catalogue.match(new ModelId("p", "m")).orElseThrow().model().prices().at(NOON);
  }

  private Catalogue read(String json) {
    return reader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = CatalogueReaderTest.class.getResourceAsStream("usage/" + name)) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in));
    }
  }
}
