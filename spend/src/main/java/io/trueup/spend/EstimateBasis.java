package io.trueup.spend;

/** What an estimate of a request's cost is made of. */
public enum EstimateBasis {
  /** The most output that the request may have: an upper bound. */
  MAX_OUTPUT_TOKENS,
  /** What the model's answers usually are: no bound. */
  LEARNT,
  /** The caller named the amount. */
  AMOUNT;

  /**
   * The basis of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public static EstimateBasis ofWireName(String name) {
    return WireNames.find(values(), "estimate_basis", name);
  }

  /** The name in the HTTP contract. */
  public String wireName() {
    return WireNames.of(this);
  }
}
