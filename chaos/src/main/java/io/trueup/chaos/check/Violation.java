package io.trueup.chaos.check;

/**
 * Something that must not happen.
 *
 * @param rule which promise was broken
 * @param what how
 */
public record Violation(String rule, String what) {
  @Override
  public String toString() {
    return rule + ": " + what;
  }
}
