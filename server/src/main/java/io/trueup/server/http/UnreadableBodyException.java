package io.trueup.server.http;

/** A request body is no JSON, or not the kind of JSON that is read here. */
public final class UnreadableBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableBodyException(String message) {
    super(message);
  }
}
