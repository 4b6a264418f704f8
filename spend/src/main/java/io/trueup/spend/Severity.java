package io.trueup.spend;

/** How urgent an alert is, from the least to the most, which is also their order. */
public enum Severity {
  /** Below 80 %. */
  INFO,
  /** From 80 %, below 100 %. */
  WARNING,
  /** From 100 %. */
  CRITICAL;

  /** The severity of crossing a threshold of so many percent. */
  public static Severity ofPercent(int percent) {
    if (percent < 80) {
      return INFO;
    }
    return percent < 100 ? WARNING : CRITICAL;
  }

  /** The name in the HTTP contract. */
  public String wireName() {
    return WireNames.of(this);
  }
}
