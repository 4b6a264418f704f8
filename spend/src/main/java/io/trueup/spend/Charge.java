package io.trueup.spend;

/**
 * What usage costs.
 *
 * @param total everything, units without a direction included
 * @param input the part of the units that go into the model
 * @param output the part of the units that come out of it
 */
public record Charge(Money total, Money input, Money output) {

  /** Nothing. */
  public static final Charge FREE = new Charge(Money.ZERO, Money.ZERO, Money.ZERO);
}
