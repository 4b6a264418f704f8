package io.trueup.spend;

/** A window was asked for of a period that has none. */
public final class NoWindowException extends SpendException {

  private static final long serialVersionUID = 1L;

  private final Period period;

  NoWindowException(Period period) {
    super(period.wireName() + " has no windows: ask hasWindows() before windowAt()");
    this.period = period;
  }

  /** The period without windows. */
  public Period period() {
    return period;
  }
}
