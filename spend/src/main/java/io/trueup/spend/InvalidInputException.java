package io.trueup.spend;

import java.util.List;
import java.util.stream.Collectors;

/** An input was refused; {@link #violations()} names every bad field that was found. */
public class InvalidInputException extends SpendException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Refuses one field. */
  public InvalidInputException(String field, String reason) {
    this(List.of(new Violation(field, reason)));
  }

  /** Refuses several fields at once; {@code violations} is not empty. */
  public InvalidInputException(List<Violation> violations) {
    super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** The bad fields, in the order in which they were found; never empty. */
  public final List<Violation> violations() {
    return violations;
  }
}
