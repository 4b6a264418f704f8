package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitPricesTest {

  private static final UnitPrices AUDIO =
      UnitPrices.ofPriceKeys(
          Map.of(
              "input_mtok", price("1"),
              "output_mtok", price("2"),
              "cache_read_mtok", price("0.1"),
              "input_audio_mtok", price("10"),
              "cache_audio_read_mtok", price("0.5")));

  @Test
  void whatIsPricedMoreSpecificallyIsTakenOutOfWhatContainsIt() {
    Charge charge =
        AUDIO.charge(
            usage(
                "input_tokens", 1_000,
                "cache_read_tokens", 600,
                "output_tokens", 100,
                "output_reasoning_tokens", 50));
    assertThat(charge)
        .isEqualTo(new Charge(Money.of("0.00066"), Money.of("0.00046"), Money.of("0.0002")));
  }

  @Test
  void whatIsInTwoPartsAtOnceIsTakenOutOnce() {
    Charge charge =
        AUDIO.charge(
            usage(
                "input_tokens", 100,
                "cache_read_tokens", 60,
                "input_audio_tokens", 50,
                "cache_audio_read_tokens", 30));
    assertThat(charge.input().times(1_000_000))
        .isEqualTo(Money.of("" + (20 + 20 * 10)).plus(Money.of("3")).plus(Money.of("15")));
  }

  @Test
  void aUnitWithoutAPriceCostsWhatContainsIt() {
    UnitPrices plain = UnitPrices.ofPriceKeys(Map.of("input_mtok", price("1")));
    Usage all = usage("input_tokens", 100);
    Usage parts = usage("input_tokens", 100, "cache_read_tokens", 60, "input_audio_tokens", 90);
    assertThat(plain.charge(parts)).isEqualTo(plain.charge(all));
    assertThat(plain.charge(usage("web_searches", 5))).isEqualTo(Charge.FREE);
  }

  @Test
  void unitsWithoutADirectionCountInTheTotalOnly() {
    UnitPrices prices =
        UnitPrices.ofPriceKeys(
            Map.of("input_mtok", price("1"), "web_searches_kcount", price("10")));
    assertThat(prices.charge(usage("input_tokens", 5, "web_searches", 3)))
        .isEqualTo(new Charge(Money.of("0.030005"), Money.of("0.000005"), Money.ZERO));
  }

  @Test
  void whereRequestsHaveAPriceUsageIsOneUnlessItSaysMore() {
    UnitPrices prices = UnitPrices.ofPriceKeys(Map.of("requests_kcount", price("5")));
    assertThat(prices.charge(Usage.NONE).total()).isEqualTo(Money.of("0.005"));
    assertThat(prices.charge(usage("requests", 3)).total()).isEqualTo(Money.of("0.015"));
    assertThat(AUDIO.charge(usage("requests", 3))).isEqualTo(Charge.FREE);
  }

  @Test
  void aTierCountsForTheWholeRequestAboveItsStartCachedTokensIncluded() {
    Price tiered =
        new Price(
            new BigDecimal("1"),
            List.of(
                new Price.Tier(500, new BigDecimal("4")),
                new Price.Tier(200, new BigDecimal("2"))));
    UnitPrices prices = UnitPrices.ofPriceKeys(Map.of("input_mtok", tiered, "output_mtok", tiered));
    Map<Long, Long> priceBySize = Map.of(199L, 1L, 200L, 1L, 201L, 2L, 500L, 2L, 501L, 4L);
    for (long input : priceBySize.keySet()) {
      Money price = Money.of("0.000001").times(priceBySize.getOrDefault(input, 0L));
      Usage usage = usage("input_tokens", input, "cache_read_tokens", input, "output_tokens", 7);
      assertThat(prices.charge(usage).total())
          .as("%d input tokens", input)
          .isEqualTo(price.times(input + 7));
    }
  }

  @Test
  void partsLargerThanTheirWholeAreRefused() {
    assertThatThrownBy(() -> AUDIO.charge(usage("input_tokens", 5, "cache_read_tokens", 6)))
        .isInstanceOfSatisfying(
            InvalidUsageException.class,
            e -> assertThat(e.usage().get(Unit.CACHE_READ_TOKENS)).isEqualTo(6))
        .hasMessage(
            "usage.input_tokens: must be at least 6, because totals include their parts and"
                + " cache_read_tokens is that many");
    assertThatThrownBy(() -> AUDIO.charge(usage("output_reasoning_tokens", 1)))
        .hasMessageStartingWith("usage.output_tokens: must be at least 1");
    Usage together = usage("input_tokens", 100, "cache_read_tokens", 60, "input_audio_tokens", 50);
    assertThatThrownBy(() -> AUDIO.charge(together))
        .hasMessageStartingWith("usage.input_tokens: is 10 less than its parts together");
  }

  @Test
  void pricesThatOverlapWithoutAPriceForWhatTheyShareAreRefused() {
    assertThatThrownBy(
            () ->
                UnitPrices.ofPriceKeys(
                    Map.of(
                        "input_mtok", price("1"),
                        "cache_read_mtok", price("1"),
                        "input_audio_mtok", price("1"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("unit_prices.cache_audio_read_mtok: is needed");
  }

  @Test
  void unknownKeysAreAllNamed() {
    assertThatThrownBy(() -> UnitPrices.ofPriceKeys(Map.of("in", price("1"), "out", price("1"))))
        .hasMessageContaining("unit_prices.in: ")
        .hasMessageContaining("unit_prices.out: ");
  }

  @Test
  void withoutAnyPriceAModelIsFree() {
    assertThat(UnitPrices.FREE.charge(usage("cache_read_tokens", 5))).isEqualTo(Charge.FREE);
  }

  @Test
  void hoursAreRoundedHalfEvenAt26Digits() {
    UnitPrices prices = UnitPrices.ofPriceKeys(Map.of("input_audio_hours", price("1")));
    assertThat(prices.charge(usage("input_audio_seconds", 1)).input())
        .isEqualTo(Money.of("0.00027777777777777777777778"));
    assertThat(prices.charge(usage("input_audio_seconds", 5_400)).total())
        .isEqualTo(Money.of("1.5"));
  }

  @Test
  void theSmallestAndTheLargestPriceAreChargedExactly() {
    UnitPrices prices =
        UnitPrices.ofPriceKeys(
            Map.of("input_mtok", price("0.00000000000000001"), "output_mtok", price("999999999")));
    assertThat(prices.charge(usage("input_tokens", 1)).total())
        .isEqualTo(Money.of("0.00000000000000000000001"));
    assertThat(prices.charge(usage("output_tokens", Usage.MAX_COUNT)).total())
        .isEqualTo(Money.of("999999999000000"));
  }

  @Test
  void badPricesAreRefused() {
    for (String bad : List.of("-1", "1000000000", "0.000000000000000001", "1e999999999")) {
      assertThatThrownBy(() -> price(bad)).as(bad).hasMessageStartingWith("price: ");
    }
    Price.Tier tier = new Price.Tier(1, BigDecimal.ONE);
    assertThatThrownBy(() -> new Price(BigDecimal.ONE, List.of(tier, tier)))
        .hasMessageStartingWith("tiers: ");
    assertThatThrownBy(() -> new Price.Tier(-1, BigDecimal.ONE))
        .hasMessageStartingWith("tiers.start: ");
  }

  @Test
  void theOrderOfUnitsAndPricesDoesNotMatter() {
    Random random = new Random(11);
    List<Map.Entry<Unit, Price>> prices = new ArrayList<>(AUDIO.prices().entrySet());
    for (int i = 0; i < 500; i++) {
      List<Map.Entry<Unit, Long>> counts = new ArrayList<>(usage(random).counts().entrySet());
      Charge expected = AUDIO.charge(Usage.of(inOrder(counts)));
      Collections.shuffle(counts, random);
      Collections.shuffle(prices, random);
      assertThat(UnitPrices.of(inOrder(prices)).charge(Usage.of(inOrder(counts))))
          .isEqualTo(expected);
    }
  }

  @Test
  void everyTokenIsChargedOnceAtItsMostSpecificPrice() {
    Random random = new Random(12);
    for (int i = 0; i < 2_000; i++) {
      long text = random.nextInt(1_000);
      long cachedText = random.nextInt(1_000);
      long audio = random.nextInt(1_000);
      long cachedAudio = random.nextInt(1_000);
      Usage usage =
          usage(
              "input_tokens", text + cachedText + audio + cachedAudio,
              "cache_read_tokens", cachedText + cachedAudio,
              "input_audio_tokens", audio + cachedAudio,
              "cache_audio_read_tokens", cachedAudio);
      Money expected =
          Money.of("0.000001")
              .times(text)
              .plus(Money.of("0.0000001").times(cachedText))
              .plus(Money.of("0.00001").times(audio))
              .plus(Money.of("0.0000005").times(cachedAudio));
      assertThat(AUDIO.charge(usage).total()).isEqualTo(expected);
    }
  }

  @Test
  void moreTokensOfATotalNeverCostLess() {
    Random random = new Random(13);
    for (int i = 0; i < 2_000; i++) {
      Usage usage = usage(random);
      Usage more =
          usage.plus(
              usage("input_tokens", random.nextInt(50), "output_tokens", random.nextInt(50)));
      assertThat(AUDIO.charge(more).total()).isGreaterThanOrEqualTo(AUDIO.charge(usage).total());
    }
  }

  private static Usage usage(Random random) {
    long shared = random.nextInt(100);
    long cached = shared + random.nextInt(100);
    long audio = shared + random.nextInt(100);
    return usage(
        "input_tokens", cached + audio + random.nextInt(100),
        "cache_read_tokens", cached,
        "input_audio_tokens", audio,
        "cache_audio_read_tokens", shared,
        "output_tokens", random.nextInt(100));
  }

  private static Usage usage(Object... namesAndCounts) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndCounts.length; i += 2) {
      counts.put((String) namesAndCounts[i], ((Number) namesAndCounts[i + 1]).longValue());
    }
    return Usage.ofWireNames(counts);
  }

  private static <V> Map<Unit, V> inOrder(List<Map.Entry<Unit, V>> entries) {
    Map<Unit, V> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  private static Price price(String base) {
    return Price.of(new BigDecimal(base));
  }
}
