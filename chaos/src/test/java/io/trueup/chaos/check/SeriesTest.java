package io.trueup.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private final Series limit = new Series("absent");

  SeriesTest() {
    limit.set(10, "5");
    limit.set(20, "7");
  }

  @Test
  void aValueHoldsFromItsPositionToTheNext() {
    assertThat(limit.was("5", 10, 10)).isTrue();
    assertThat(limit.was("5", 19, 30)).isTrue();
    assertThat(limit.was("5", 20, 30)).isFalse();
    assertThat(limit.was("absent", 9, 30)).isTrue();
    assertThat(limit.was("absent", 10, 30)).isFalse();
  }

  @Test
  void nothingAfterTheCeilingIsContained() {
    assertThat(limit.was("7", 0, 19)).isFalse();
    assertThat(limit.was("7", 0, 20)).isTrue();
  }

  @Test
  void whatHasToBeContainedCannotComeAfterTheCeiling() {
    assertThat(limit.was("5", 25, 15)).isFalse();
    assertThat(limit.was("7", 25, 15)).isFalse();
  }

  @Test
  void aPositionWithoutAChangeOfTheThingIsNoCeiling() {
    assertThat(limit.was("7", 25, 22)).isTrue();
  }

  @Test
  void whatBecomesVisibleLateAddsToAllAfterIt() {
    Series cost = new Series("0");
    cost.add(3, new BigDecimal("1.50"));
    cost.add(5, new BigDecimal("0.25"));
    cost.add(4, new BigDecimal("10"));
    assertThat(cost.was("1.5", 3, 3)).isTrue();
    assertThat(cost.was("11.5", 4, 4)).isTrue();
    assertThat(cost.last()).isEqualTo("11.75");
  }

  @Test
  void mostAndLeastAreOfAllThatItWasBetween() {
    limit.set(30, "6");
    assertThat(limit.most(15, 30)).isEqualByComparingTo("7");
    assertThat(limit.least(15, 30)).isEqualByComparingTo("5");
    assertThat(limit.least(20, 29)).isEqualByComparingTo("7");
  }

  @Test
  void theMostItEverWasLeavesOutWhenItWasAbsent() {
    Series other = new Series(History.ABSENT);
    other.set(5, "2");
    other.set(7, "1");
    other.set(9, "3");
    assertThat(other.mostEver(8)).isEqualByComparingTo("2");
    assertThat(other.mostEver(9)).isEqualByComparingTo("3");
  }
}
