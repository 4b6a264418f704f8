package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** What has become of a reservation. */
public enum ReservationState {
  /** It holds its amount. */
  HELD,
  /** The call was recorded: what it cost is spent, the rest given back. */
  SETTLED,
  /** Given back by its caller: the call was not made. */
  RELEASED,
  /** Its time is over: it holds nothing, and may still be settled. */
  EXPIRED;

  /**
   * The state of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public static ReservationState ofWireName(String name) {
    return Arrays.stream(values())
        .filter(state -> state.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "state", "must be one of held, settled, released, expired"));
  }

  /** The name in the HTTP contract. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
