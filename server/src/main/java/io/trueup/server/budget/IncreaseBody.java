package io.trueup.server.budget;

import io.trueup.spend.Increase;
import io.trueup.spend.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A temporary increase that was made.
 *
 * @param id its id within the budget
 * @param amount how much more may be spent
 * @param until when it ends
 * @param currency of the amount
 * @param position of the change
 */
record IncreaseBody(
    String id, Money amount, Instant until, String currency, @Nullable Long position) {
  static IncreaseBody of(Increase increase, String currency, @Nullable Long position) {
    return new IncreaseBody(increase.id(), increase.amount(), increase.until(), currency, position);
  }
}
