package io.trueup.server.trace;

/** A line of a trace is not what it has to be. */
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TraceException(String file, int line, String reason) {
    super("%s, line %d: %s".formatted(file, line, reason));
  }
}
