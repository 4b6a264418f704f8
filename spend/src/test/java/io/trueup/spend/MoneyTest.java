package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyTest {

  @Test
  void theValueCountsNotItsZeros() {
    assertThat(Money.of("1.50")).isEqualTo(Money.of("+1.5")).hasSameHashCodeAs(Money.of("01.500"));
    assertThat(Money.of("0.000")).isEqualTo(Money.ZERO);
    assertThat(Money.of("-0")).isEqualTo(Money.ZERO);
    assertThat(Money.of("100").toString()).isEqualTo("100");
    assertThat(Money.of("0.00000000000000000000000001").toString())
        .isEqualTo("0.00000000000000000000000001");
  }

  @Test
  void onlyPlainDecimalsAreRead() {
    for (String text :
        List.of(
            "", " 1", "1 ", "1e3", "1E-3", ".5", "5.", "1,5", "--1", "NaN", "0x1", "١", "1_0")) {
      assertThatThrownBy(() -> Money.of(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("amount: must be a plain decimal");
    }
    assertThatThrownBy(() -> Money.of("0".repeat(201))).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void whatDoesNotFitIsRefusedNotRounded() {
    String largest = "9".repeat(24) + "." + "9".repeat(26);
    assertThat(Money.of(largest)).hasToString(largest);
    assertThatThrownBy(() -> Money.of(largest).plus(Money.of("0.00000000000000000000000001")))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> Money.of("1" + "0".repeat(24)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> Money.of("0." + "0".repeat(26) + "1"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> Money.of(new BigDecimal("1e2000000000")))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> Money.of(new BigDecimal("1e-2000000000")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void arithmeticIsExact() {
    assertThat(Money.of("0.1").plus(Money.of("0.2"))).isEqualTo(Money.of("0.3"));
    assertThat(Money.of("0.1").minus(Money.of("0.2"))).isEqualTo(Money.of("-0.1"));
    assertThat(Money.of("0.000003").times(374)).isEqualTo(Money.of("0.001122"));
    assertThat(Money.of("3").times(new BigDecimal("0.5"))).isEqualTo(Money.of("1.5"));
    assertThat(Money.of("-0.1").isNegative()).isTrue();
    assertThat(Money.ZERO.isNegative()).isFalse();
    assertThat(Money.ZERO.isPositive()).isFalse();
    assertThat(Money.of("2")).isLessThan(Money.of("10"));
    assertThat(Money.of("2").max(Money.of("10"))).isEqualTo(Money.of("10"));
  }
}
