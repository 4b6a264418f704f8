package io.trueup.spend;

/** Root of everything that this module throws on its own account. Unchecked. */
public abstract class SpendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SpendException(String message) {
    super(message);
  }
}
