package io.trueup.server.budget;

import io.trueup.server.http.Range;
import io.trueup.spend.Increase;
import io.trueup.spend.Money;
import java.time.Instant;

/**
 * A temporary increase of a budget's limit.
 *
 * @param amount how much more may be spent, above 0
 * @param until when it ends
 */
record IncreaseForm(@Range(max = 1_000_000_000_000L) Money amount, Instant until) {
  Increase toIncrease(String id) {
    return new Increase(id, amount, until);
  }
}
