package io.trueup.changelog;

import io.trueup.testkit.TestFact;

/** Knows {@link TestFact}s only. */
final class TestFactCodec implements ChangeCodec {
  private static final String PREFIX = "fact:";

  @Override
  public String kind(Object fact) {
    return cast(fact).getClass().getSimpleName();
  }

  @Override
  public String encode(Object fact) {
    return PREFIX + cast(fact).text();
  }

  @Override
  public Object decode(String kind, String payload) {
    if (!kind.equals("TestFact") || !payload.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a TestFact: " + kind);
    }
    return new TestFact(payload.substring(PREFIX.length()));
  }

  private static TestFact cast(Object fact) {
    if (fact instanceof TestFact known) {
      return known;
    }
    throw new IllegalArgumentException("unknown fact " + fact);
  }
}
