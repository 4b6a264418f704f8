package io.trueup.spend;

/** Usage does not add up: parts count more than the whole that holds them. */
public final class InvalidUsageException extends InvalidInputException {

  private static final long serialVersionUID = 1L;

  private final transient Usage usage;

  InvalidUsageException(Usage usage, Unit whole, String reason) {
    super("usage." + whole.wireName(), reason);
    this.usage = usage;
  }

  /** The usage that was refused. */
  public Usage usage() {
    return usage;
  }
}
