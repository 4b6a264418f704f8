package io.trueup.architecture.offender.cache;

/** No offender: a cache, which may drop its own entries. */
public final class Entries {
  public void invalidate() {}

  void turnOver() {
    invalidate();
  }
}
