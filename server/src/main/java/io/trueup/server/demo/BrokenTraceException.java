package io.trueup.server.demo;

import io.trueup.server.trace.TraceException;

/** The trace could not be tracked to its end. */
final class BrokenTraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenTraceException(TraceException cause, long recorded) {
    super(
        "%s. The %,d rows before it were recorded, nothing after it."
            .formatted(cause.getMessage(), recorded),
        cause);
  }
}
