package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trueup.spend.Catalogue;
import io.trueup.spend.Charge;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Price;
import io.trueup.spend.PriceList;
import io.trueup.spend.Provider;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spend.UsageExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * The prices that come with the bodies are those of requests of 2025-11-06T12:00:00Z: the project
 * that they are from computes them for that instant, whatever the day of its catalogue. So read, one
 * rule holds for all 1 731. At the day of the catalogue itself three would differ, all of one model
 * that became cheaper in between; a test says which, and that all others are as they were.
 */
/** Real responses of providers: what they used, and what each provider would take for it. */
class PayloadsTest {

  private static final Instant PRICED_AT = Instant.parse("2025-11-06T12:00:00Z");
  private static final Instant CATALOGUE_AT = Instant.parse("2026-08-21T12:00:00Z");

  private static final ModelId CHANGED = new ModelId("aws", "openai.gpt-5.6-luna");

  private static final JsonNode PAYLOADS = payloads();

  private final Catalogue catalogue = CatalogueReader.shipped();

  /** An expected price; who has none expects no model to be found. */
  private record Expected(ModelId model, Usage usage, Optional<Charge> charge) {}

  /** A dialect of a provider. */
  private record Dialect(String provider, String flavor) {}

  @TestFactory
  Stream<DynamicTest> everyBodyIsReadByWhoSpeaksItsDialectAndCostsWhatIsExpected() {
    return IntStream.range(0, PAYLOADS.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    i + " " + PAYLOADS.get(i).path("model").asString("no model"),
                    () -> {
                      check(PAYLOADS.get(i));
                    }));
  }

  @Test
  void thereAreAsManyAsThereShouldBe() {
    assertThat(PAYLOADS).hasSize(789);
    List<Expected> all = all();
    assertThat(all).hasSize(9_545);
    assertThat(all).filteredOn(it -> it.charge().isPresent()).hasSize(1_731);
  }

  @Test
  void onTheDayOfTheCatalogueOneModelIsCheaperAndNothingElseHasChanged() {
    List<Expected> changed =
        all().stream()
            .filter(it -> it.charge().isPresent())
            .filter(it -> !same(charge(it.model(), it.usage(), CATALOGUE_AT), it.charge()))
            .toList();
    assertThat(changed).hasSize(3).allMatch(it -> it.model().equals(CHANGED));
  }

  @Test
  void aPriceThatChangesOnADayIsTheNewOneFromItsMidnight() {
    PriceList prices = catalogue.match(CHANGED).orElseThrow().model().prices();
    Instant midnight = Instant.parse("2026-07-30T00:00:00Z");
    assertThat(prices.at(midnight.minusNanos(1)).prices().get(Unit.INPUT_TOKENS))
        .isEqualTo(Price.of(new BigDecimal("1.1")));
    assertThat(Objects.requireNonNull(prices.at(midnight).prices().get(Unit.INPUT_TOKENS)).base())
        .isEqualTo(new BigDecimal("0.22"));
  }

  private void check(JsonNode payload) {
    Map<Dialect, JsonNode> expected = byDialect(payload);
    for (Provider provider : catalogue.providers()) {
      for (UsageExtractor extractor : provider.extractors()) {
        Dialect dialect = new Dialect(provider.id(), extractor.apiFlavor());
        check(dialect, payload, expected.remove(dialect));
      }
    }
    assertThat(expected).isEmpty();
    of(payload)
        .forEach(
            it ->
                assertThat(same(charge(it.model(), it.usage(), PRICED_AT), it.charge()))
                    .as("%s", it)
                    .isTrue());
  }

  private void check(Dialect dialect, JsonNode payload, @Nullable JsonNode usage) {
    JsonResponse body = new JsonResponse(payload.get("body"));
    if (usage == null) {
      InvalidInputException refusal =
          catchThrowableOfType(
              InvalidInputException.class,
              () -> catalogue.extract(dialect.provider(), dialect.flavor(), body));
      assertThat(refusal).as("%s", dialect).isNotNull();
      assertThat(refusal.violations())
          .allMatch(it -> it.field().equals("response") || it.field().startsWith("response."));
    } else {
      UsageExtractor.Extracted read = catalogue.extract(dialect.provider(), dialect.flavor(), body);
      assertThat(read.usage()).as("%s", dialect).isEqualTo(usage(usage));
      assertThat(read.model()).isEqualTo(payload.get("model").stringValueOpt());
    }
  }

  private Optional<Charge> charge(ModelId id, Usage usage, Instant at) {
    return catalogue.match(id).map(match -> match.model().prices().at(at).charge(usage));
  }

  /** To the last digit: as numbers, without any tolerance. */
  private static boolean same(Optional<Charge> found, Optional<Charge> expected) {
    return found.isPresent() == expected.isPresent()
        && (found.isEmpty() || same(found.get(), expected.orElseThrow()));
  }

  private static boolean same(Charge found, Charge expected) {
    return same(found.total(), expected.total())
        && same(found.input(), expected.input())
        && same(found.output(), expected.output());
  }

  private static boolean same(Money found, Money expected) {
    return found.amount().compareTo(expected.amount()) == 0;
  }

  private static List<Expected> all() {
    List<Expected> all = new ArrayList<>();
    PAYLOADS.forEach(payload -> all.addAll(of(payload)));
    return all;
  }

  /** All pairs of a payload, those without a name of a model under one that no provider has. */
  private static List<Expected> of(JsonNode payload) {
    String model = payload.get("model").asString("no-such-model");
    List<Expected> expected = new ArrayList<>();
    for (JsonNode extracted : payload.get("extracted")) {
      Usage usage = usage(extracted.get("usage"));
      for (JsonNode priced : extracted.get("priced")) {
        ModelId id = new ModelId(priced.get("provider_id").stringValue(), model);
        expected.add(new Expected(id, usage, Optional.of(charge(priced))));
      }
      for (JsonNode unpriced : extracted.get("unpriced")) {
        ModelId id = new ModelId(unpriced.get(0).stringValue(), model);
        expected.add(new Expected(id, usage, Optional.empty()));
      }
    }
    return expected;
  }

  private static Map<Dialect, JsonNode> byDialect(JsonNode payload) {
    Map<Dialect, JsonNode> dialects = new HashMap<>();
    for (JsonNode extracted : payload.get("extracted")) {
      JsonNode usage = extracted.get("usage");
      for (JsonNode priced : extracted.get("priced")) {
        dialects.put(
            new Dialect(
                priced.get("provider_id").stringValue(), priced.get("api_flavor").stringValue()),
            usage);
      }
      for (JsonNode unpriced : extracted.get("unpriced")) {
        dialects.put(
            new Dialect(unpriced.get(0).stringValue(), unpriced.get(1).stringValue()), usage);
      }
    }
    return dialects;
  }

  private static Charge charge(JsonNode expected) {
    Money input = money(expected, "input_price");
    Money output = money(expected, "output_price");
    return new Charge(
        expected.has("total_price") ? money(expected, "total_price") : input.plus(output),
        input,
        output);
  }

  private static Money money(JsonNode expected, String field) {
    return Money.of(new BigDecimal(expected.get(field).stringValue()));
  }

  private static Usage usage(JsonNode counts) {
    Map<String, Long> byName = new LinkedHashMap<>();
    counts.forEachEntry((unit, count) -> byName.put(unit, count.longValue()));
    return Usage.ofWireNames(byName);
  }

  private static JsonNode payloads() {
    try (InputStream in = PayloadsTest.class.getResourceAsStream("usage/payloads.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException("payloads.json can't be read", e);
    }
  }
}
