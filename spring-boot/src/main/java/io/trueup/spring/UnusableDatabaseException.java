package io.trueup.spring;

import org.jspecify.annotations.Nullable;

/** The application has no database, or none that Trueup could choose. */
public final class UnusableDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String action;

  UnusableDatabaseException(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  /** What to do about it. */
  public String action() {
    return action;
  }
}
