package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceScheduleTest {

  private static final ModelId ID = new ModelId("p", "m");

  @Test
  void aStartDateIsInclusiveAtMidnightUtc() {
    PriceCondition condition = new PriceCondition.From(LocalDate.parse("2026-03-13"));
    assertThat(condition.holdsAt(Instant.parse("2026-03-12T23:59:59.999999999Z"))).isFalse();
    assertThat(condition.holdsAt(Instant.parse("2026-03-13T00:00:00Z"))).isTrue();
  }

  @Test
  void aTimeOfDayIncludesItsStartAndNotItsEnd() {
    PriceCondition day = daily("00:30", "16:30");
    assertThat(day.holdsAt(time("00:29:59.999"))).isFalse();
    assertThat(day.holdsAt(time("00:30:00"))).isTrue();
    assertThat(day.holdsAt(time("16:29:59.999"))).isTrue();
    assertThat(day.holdsAt(time("16:30:00"))).isFalse();
  }

  @Test
  void aTimeOfDayMayGoOverMidnight() {
    PriceCondition night = daily("16:30", "00:30");
    assertThat(night.holdsAt(time("16:29:59.999"))).isFalse();
    assertThat(night.holdsAt(time("16:30:00"))).isTrue();
    assertThat(night.holdsAt(time("00:00:00"))).isTrue();
    assertThat(night.holdsAt(time("00:29:59.999"))).isTrue();
    assertThat(night.holdsAt(time("00:30:00"))).isFalse();
    assertThat(daily("05:00", "05:00").holdsAt(time("04:00:00"))).isTrue();
  }

  @Test
  void theLastPriceWhoseConditionHoldsCounts() {
    PriceList list =
        new PriceList(
            List.of(
                when(new PriceCondition.Always(), "1"),
                when(new PriceCondition.From(LocalDate.parse("2026-01-01")), "2"),
                when(daily("10:00", "12:00"), "3")));
    assertThat(list.at(Instant.parse("2025-12-31T09:00:00Z"))).isEqualTo(prices("1"));
    assertThat(list.at(Instant.parse("2026-01-01T09:00:00Z"))).isEqualTo(prices("2"));
    assertThat(list.at(Instant.parse("2026-01-01T10:00:00Z"))).isEqualTo(prices("3"));
    assertThat(list.at(Instant.parse("2025-12-31T10:00:00Z"))).isEqualTo(prices("3"));
  }

  @Test
  void whereNoConditionHoldsTheFirstPriceCounts() {
    PriceList list =
        new PriceList(
            List.of(
                when(new PriceCondition.From(LocalDate.parse("2027-01-01")), "1"),
                when(new PriceCondition.From(LocalDate.parse("2028-01-01")), "2")));
    assertThat(list.at(Instant.parse("2026-01-01T00:00:00Z"))).isEqualTo(prices("1"));
    assertThatThrownBy(() -> new PriceList(List.of())).hasMessageStartingWith("prices: ");
  }

  @Test
  void theOverrideThatTookEffectLastGoesBeforeTheCatalogue() {
    PriceSchedule schedule =
        new PriceSchedule(
            match(), List.of(), List.of(override("2026-03-01", "3"), override("2026-02-01", "2")));
    assertThat(priceAt(schedule, "2026-01-31T23:59:59.999Z"))
        .hasValue(
            new EffectivePrice(EffectivePrice.Source.CATALOGUE, "p", "m-1", null, prices("1")));
    EffectivePrice second = priceAt(schedule, "2026-02-01T00:00:00Z").orElseThrow();
    assertThat(second.prices()).isEqualTo(prices("2"));
    assertThat(second.source()).isEqualTo(EffectivePrice.Source.OVERRIDE);
    assertThat(second.effectiveFrom()).hasValue(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(priceAt(schedule, "2026-02-28T23:59:59.999Z")).hasValue(second);
    assertThat(priceAt(schedule, "2026-03-01T00:00:00Z").map(EffectivePrice::prices))
        .hasValue(prices("3"));
  }

  @Test
  void withoutCatalogueThePriceIsUnknownUntilAnOverrideTakesEffect() {
    PriceSchedule schedule =
        new PriceSchedule(null, List.of(), List.of(override("2026-02-01", "2")));
    assertThat(priceAt(schedule, "2026-01-31T23:59:59.999Z")).isEmpty();
    assertThat(priceAt(schedule, "2026-02-01T00:00:00Z")).isPresent();
    assertThat(new PriceSchedule(null, List.of(), List.of()).at(Instant.EPOCH)).isEmpty();
  }

  @Test
  void twoOverridesOfOneInstantAreRefused() {
    List<PriceOverride> twice = List.of(override("2026-02-01", "2"), override("2026-02-01", "3"));
    assertThatThrownBy(() -> new PriceSchedule(null, List.of(), twice))
        .hasMessageStartingWith("effective_from: ");
  }

  private static Optional<EffectivePrice> priceAt(PriceSchedule schedule, String instant) {
    return schedule.at(Instant.parse(instant));
  }

  private static CatalogueMatch match() {
    PriceList list = PriceList.of(prices("1"));
    return new CatalogueMatch("p", new CatalogueModel("m-1", "M", new Clause.Equals("m"), list));
  }

  private static PriceOverride override(String day, String price) {
    return new PriceOverride(ID, Instant.parse(day + "T00:00:00Z"), prices(price));
  }

  private static PriceList.Conditional when(PriceCondition condition, String price) {
    return new PriceList.Conditional(condition, prices(price));
  }

  private static UnitPrices prices(String price) {
    return UnitPrices.of(Map.of(Unit.INPUT_TOKENS, Price.of(new BigDecimal(price))));
  }

  private static PriceCondition daily(String start, String end) {
    return new PriceCondition.Daily(LocalTime.parse(start), LocalTime.parse(end));
  }

  private static Instant time(String time) {
    return Instant.parse("2026-05-05T" + time + "Z");
  }
}
