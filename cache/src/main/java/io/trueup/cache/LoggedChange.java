package io.trueup.cache;

import java.time.Instant;
import java.util.Objects;

/**
 * A change as it stands in the log. Immutable if its fact is.
 *
 * @param position its place
 * @param node the name of the node that committed it
 * @param at the database's wall clock when it was appended
 * @param change what was committed
 */
public record LoggedChange(Position position, String node, Instant at, Change change) {
  /** Checks that nothing is null. */
  public LoggedChange {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(change, "change");
  }
}
