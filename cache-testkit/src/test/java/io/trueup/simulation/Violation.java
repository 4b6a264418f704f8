package io.trueup.simulation;

/** Something happened that must not. */
final class Violation extends Error {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }
}
