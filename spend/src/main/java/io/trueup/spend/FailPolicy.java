package io.trueup.spend;

/** What a budget does when nobody can say whether it has room. */
public enum FailPolicy {
  /** Denies. */
  CLOSED,
  /** Lets the request pass, which is counted and alerted. */
  OPEN;

  /**
   * The policy of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public static FailPolicy ofWireName(String name) {
    return WireNames.find(values(), "fail_policy", name);
  }

  /** The name in the HTTP contract. */
  public String wireName() {
    return WireNames.of(this);
  }
}
