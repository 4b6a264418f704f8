package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/** The root of what this module throws beside argument checks. */
public class CacheException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what to do, and the cause if there is one. */
  public CacheException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
