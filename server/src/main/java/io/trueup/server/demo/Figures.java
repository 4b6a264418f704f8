package io.trueup.server.demo;

import io.trueup.spend.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How figures are shown. */
final class Figures {
  private static final int CENTS = 2;
  private static final int DIGITS = 8;

  private Figures() {}

  /** Every digit of an amount, and 8 decimals at least, so that amounts stand below each other. */
  static String money(Money money) {
    BigDecimal amount = money.amount();
    if (amount.signum() == 0) {
      return amount.setScale(CENTS).toPlainString();
    }
    return amount.setScale(Math.max(DIGITS, amount.scale())).toPlainString();
  }

  static double rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
  }
}
