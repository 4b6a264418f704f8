package io.trueup.spend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with an input, so that all of it is reported at once. */
final class Violations {

  private final List<Violation> found = new ArrayList<>();

  Violations refuseIf(boolean wrong, String field, String reason) {
    return wrong ? refuse(field, reason) : this;
  }

  Violations refuse(String field, String reason) {
    found.add(new Violation(field, reason));
    return this;
  }

  Violations check(Runnable part) {
    try {
      part.run();
    } catch (InvalidInputException e) {
      found.addAll(e.violations());
    }
    return this;
  }

  /** What the part makes; absent also if it refuses, for the reasons that are kept. */
  <T> Optional<T> attempt(Supplier<Optional<T>> part) {
    try {
      return part.get();
    } catch (InvalidInputException e) {
      found.addAll(e.violations());
      return Optional.empty();
    }
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(found);
    }
  }
}
