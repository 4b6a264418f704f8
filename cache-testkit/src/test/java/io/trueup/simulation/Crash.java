package io.trueup.simulation;

/** Ends a task whose node was killed, wherever it is. */
@SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  static final Crash NOW = new Crash();

  private Crash() {
    super("killed", null, false, false);
  }
}
