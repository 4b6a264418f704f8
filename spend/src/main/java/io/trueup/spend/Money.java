package io.trueup.spend;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An exact amount in the deployment's currency. Two amounts are equal when they have the same
 * value, however many zeros they were written with. Immutable.
 *
 * <p>An amount has at most {@value #MAX_INTEGER_DIGITS} digits before and {@value
 * #MAX_FRACTION_DIGITS} after the point, which is what {@code NUMERIC(50,26)} stores; nothing is
 * ever rounded to fit. Every operation whose result would not fit throws {@link
 * InvalidInputException}.
 *
 * @param amount the value, without trailing zeros
 */
public record Money(BigDecimal amount) implements Comparable<Money> {

  /** Digits that fit before the point. */
  public static final int MAX_INTEGER_DIGITS = 24;

  /** Digits that fit after the point. */
  public static final int MAX_FRACTION_DIGITS = 26;

  /** Nothing. */
  public static final Money ZERO = new Money(BigDecimal.ZERO);

  private static final int MAX_TEXT = 200;
  private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");

  /** Strips trailing zeros and checks the bounds. */
  public Money {
    amount = amount.stripTrailingZeros();
    long integerDigits = (long) amount.precision() - amount.scale();
    if (integerDigits > MAX_INTEGER_DIGITS || amount.scale() > MAX_FRACTION_DIGITS) {
      throw new InvalidInputException(
          "amount", "must have at most 24 digits before and 26 after the point");
    }
  }

  /**
   * Reads a plain decimal such as {@code -0.003905}: digits, an optional sign, an optional point
   * between digits, no exponent, no blanks.
   *
   * @throws InvalidInputException if the text is anything else
   */
  public static Money of(String text) {
    if (text.length() > MAX_TEXT || !PLAIN.matcher(text).matches()) {
      throw new InvalidInputException(
          "amount", "must be a plain decimal such as \"0.003905\", without an exponent");
    }
    return new Money(new BigDecimal(text));
  }

  /** The amount of this value. */
  public static Money of(BigDecimal amount) {
    return new Money(amount);
  }

  /** The sum. */
  public Money plus(Money other) {
    return new Money(amount.add(other.amount));
  }

  /** The difference, which may be negative. */
  public Money minus(Money other) {
    return new Money(amount.subtract(other.amount));
  }

  /** The exact product. */
  public Money times(BigDecimal factor) {
    return new Money(amount.multiply(factor));
  }

  /** The exact product. */
  public Money times(long factor) {
    return times(BigDecimal.valueOf(factor));
  }

  /** Whether this is below zero. */
  public boolean isNegative() {
    return amount.signum() < 0;
  }

  /** Whether this is above zero. */
  public boolean isPositive() {
    return amount.signum() > 0;
  }

  /** The smaller of the two. */
  public Money min(Money other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** The larger of the two. */
  public Money max(Money other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(Money other) {
    return amount.compareTo(other.amount);
  }

  /** The plain decimal without trailing zeros; {@link #of(String)} reads it back. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
