package io.trueup.ledger;

import io.trueup.spend.Estimate;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.Money;
import io.trueup.spend.UnitPrices;
import org.jspecify.annotations.Nullable;

/**
 * What an estimate comes to. Immutable.
 *
 * @param amount how much
 * @param basis what that is made of
 * @param estimate the estimate
 * @param prices what units cost; null exactly where the estimate is an amount
 * @param outputTokens how many tokens of output are counted; 0 where the estimate is an amount
 */
public record EstimatedCost(
    Money amount,
    EstimateBasis basis,
    Estimate estimate,
    @Nullable UnitPrices prices,
    long outputTokens) {

  static EstimatedCost of(Estimate.OfAmount estimate) {
    return new EstimatedCost(estimate.amount(), EstimateBasis.AMOUNT, estimate, null, 0);
  }

  static EstimatedCost of(
      Estimate.OfUsage estimate, EstimateBasis basis, UnitPrices prices, long outputTokens) {
    Money amount = prices.cost(estimate.withOutput(outputTokens));
    return new EstimatedCost(amount, basis, estimate, prices, outputTokens);
  }

  /**
   * With how many tokens of output at most it would cost no more than {@code room}; null if with
   * none, and where the estimate is an amount. Cost grows with output, so O(log tokens).
   */
  public @Nullable Long outputThatFits(Money room) {
    if (prices == null || !(estimate instanceof Estimate.OfUsage used)) {
      return null;
    }
    if (prices.cost(used.input()).compareTo(room) > 0) {
      return null;
    }
    long fits = 0;
    long tooMuch = outputTokens;
    while (tooMuch - fits > 1) {
      long middle = fits + (tooMuch - fits) / 2;
      if (prices.cost(used.withOutput(middle)).compareTo(room) <= 0) {
        fits = middle;
      } else {
        tooMuch = middle;
      }
    }
    return fits;
  }
}
