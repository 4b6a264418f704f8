package io.trueup.cache.spi;

import io.trueup.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The change log could not be read or written. */
public final class ChangeLogException extends CacheException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what to do, and the cause if there is one. */
  public ChangeLogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
