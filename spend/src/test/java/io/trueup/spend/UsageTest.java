package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {

  @Test
  void aCountOfZeroIsTheSameAsAbsence() {
    assertThat(Usage.of(Unit.INPUT_TOKENS, 0)).isEqualTo(Usage.NONE);
    assertThat(Usage.NONE.isEmpty()).isTrue();
    assertThat(Usage.NONE.get(Unit.INPUT_TOKENS)).isZero();
  }

  @Test
  void countsAreInTheCataloguesOrder() {
    Usage usage =
        Usage.ofWireNames(Map.of("requests", 1L, "output_tokens", 2L, "input_tokens", 3L));
    assertThat(usage.byWireName().keySet())
        .containsExactly("input_tokens", "output_tokens", "requests");
  }

  @Test
  void everyBadCountIsNamed() {
    assertThatThrownBy(
            () ->
                Usage.ofWireNames(
                    Map.of("tokens", 1L, "input_tokens", -1L, "requests", Usage.MAX_COUNT + 1)))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.violations())
                    .extracting(Violation::field)
                    .containsExactlyInAnyOrder(
                        "usage.tokens", "usage.input_tokens", "usage.requests"));
    assertThat(Usage.of(Unit.REQUESTS, Usage.MAX_COUNT).get(Unit.REQUESTS))
        .isEqualTo(Usage.MAX_COUNT);
  }

  @Test
  void usageAddsUpUnitByUnit() {
    Usage one = Usage.of(Map.of(Unit.INPUT_TOKENS, 1L, Unit.OUTPUT_TOKENS, 2L));
    Usage two = Usage.of(Map.of(Unit.INPUT_TOKENS, 10L, Unit.REQUESTS, 1L));
    assertThat(one.plus(two))
        .isEqualTo(two.plus(one))
        .isEqualTo(
            Usage.of(Map.of(Unit.INPUT_TOKENS, 11L, Unit.OUTPUT_TOKENS, 2L, Unit.REQUESTS, 1L)));
  }

  @Test
  void whatTwoUnitsHaveInCommonIsAUnit() {
    for (Unit one : Unit.values()) {
      for (Unit other : Unit.values()) {
        boolean overlap =
            Unit.parts(one).stream().anyMatch(other::contains)
                && !one.contains(other)
                && !other.contains(one)
                && one != other;
        assertThat(one.sharedWith(other).filter(shared -> !one.contains(other)).isPresent())
            .as("%s and %s", one, other)
            .isEqualTo(overlap);
      }
    }
  }
}
