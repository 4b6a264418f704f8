package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that all of it is reported at once. */
public final class Faults {
  /** More than this many are not worth reading, and a hostile body must not make us write them. */
  static final int MAX = 100;

  private final List<Violation> found = new ArrayList<>();

  /** Refuses a field. */
  public void add(String field, String reason) {
    if (found.size() < MAX) {
      found.add(new Violation(field, reason));
    }
  }

  /** What a part of the request, found at this path, says about itself. */
  void addAll(String path, InvalidInputException refused) {
    refused.violations().forEach(it -> add(Paths.within(path, it.field()), it.reason()));
  }

  /** The value, or null if making it was refused; then the refusal is kept. */
  public <T> @Nullable T check(Supplier<T> making) {
    try {
      return making.get();
    } catch (InvalidInputException e) {
      e.violations().forEach(it -> add(it.field(), it.reason()));
      return null;
    }
  }

  int count() {
    return found.size();
  }

  /**
   * Returns if nothing was refused.
   *
   * @throws InvalidInputException naming everything that was
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(found);
    }
  }
}
