package io.trueup.ledger;

import io.trueup.spend.Channel;

/**
 * A delivery that its claimer is to try now, and nobody else until the claim has passed. Immutable.
 *
 * @param id its id
 * @param attempt which try this is; the first is 1
 * @param alert what is to be delivered
 * @param channel where to
 */
public record ClaimedDelivery(String id, int attempt, Alert alert, Channel channel) {
  /** The type only: channels hold secrets. */
  @Override
  public String toString() {
    return "delivery " + id + " by " + channel.type() + ", try " + attempt;
  }
}
