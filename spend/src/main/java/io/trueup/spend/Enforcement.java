package io.trueup.spend;

/** What a budget does when it has no room left. */
public enum Enforcement {
  /** Denies. */
  HARD,
  /** Only alerts. */
  SOFT;

  /**
   * The enforcement of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public static Enforcement ofWireName(String name) {
    return WireNames.find(values(), "enforcement", name);
  }

  /** The name in the HTTP contract. */
  public String wireName() {
    return WireNames.of(this);
  }
}
