package io.trueup.spend;

import java.util.ArrayList;
import java.util.List;

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

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(found);
    }
  }
}
