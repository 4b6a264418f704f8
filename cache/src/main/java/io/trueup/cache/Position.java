package io.trueup.cache;

/**
 * A place in a change log. Positions grow in commit order; gaps between them are normal and mean
 * nothing. Comparable only within one {@link Incarnation}. Immutable.
 *
 * @param value 0 (the log's genesis row) or more
 */
public record Position(long value) implements Comparable<Position> {
  /** The place of the genesis row, with which each log begins. */
  public static final Position GENESIS = new Position(0);

  /**
   * @throws IllegalArgumentException if the value is negative
   */
  public Position {
    if (value < 0) {
      throw new IllegalArgumentException("position: must be 0 or more, is " + value);
    }
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
