package io.trueup.ledger;

/** The reservation is settled, released or expired, and what was asked for needs another state. */
public final class ReservationEndedException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final ReservationState state;

  ReservationEndedException(String id, ReservationState state) {
    super("reservation " + id + " is " + state.wireName(), null);
    this.state = state;
  }

  /** In which state it is. */
  public ReservationState state() {
    return state;
  }
}
