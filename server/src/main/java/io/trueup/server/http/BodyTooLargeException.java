package io.trueup.server.http;

/** A request body holds more than is read. */
public final class BodyTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what the bound is. */
  public BodyTooLargeException(String message) {
    super(message);
  }
}
