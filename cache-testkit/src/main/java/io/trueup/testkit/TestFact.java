package io.trueup.testkit;

import java.util.Objects;

/**
 * A fact that means nothing, for changes in tests. Immutable.
 *
 * @param text by which a test knows it again
 */
public record TestFact(String text) {
  /** Checks that the text is not null. */
  public TestFact {
    Objects.requireNonNull(text, "text");
  }
}
