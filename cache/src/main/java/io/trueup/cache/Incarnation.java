package io.trueup.cache;

import java.util.Objects;

/**
 * Which history positions belong to. A restored or promoted database, or an operator, begins a new
 * one; what was cached under another is not to be trusted. Immutable.
 *
 * @param id opaque, not empty
 */
public record Incarnation(String id) {
  /**
   * @throws IllegalArgumentException if the id is empty
   */
  public Incarnation {
    if (Objects.requireNonNull(id, "id").isEmpty()) {
      throw new IllegalArgumentException("incarnation: must not be empty");
    }
  }
}
