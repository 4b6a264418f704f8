package io.trueup.cache;

import java.util.Objects;

/**
 * A name for a thing that cached values depend on, such as {@code budget:42}. Two tags are the same
 * if their names are. Immutable, safe for use by many threads.
 *
 * @param name 1 to 2000 characters, none of them a control character
 */
public record Tag(String name) {
  static final int MAX_LENGTH = 2000;

  /**
   * @throws IllegalArgumentException if the name is empty, too long, or holds a control character
   */
  public Tag {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "tag: must have 1 to " + MAX_LENGTH + " characters, has " + name.length());
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("tag: must not hold control characters");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
