package io.trueup.cache;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest change that this node has applied to an entry's tags. Immutable.
 *
 * @param position its place in the log; where the journals do not reach back, that of the newest
 *     change in the entry's tag slots, which another tag may share
 * @param kind the name of its fact's class, or {@link #UNKNOWN} where the journals do not reach
 * @param node who committed it; null where the journals do not reach
 * @param at the database's wall clock when it was appended; null where the journals do not reach
 * @param effect what it does to the entry
 */
public record LastChange(
    Position position,
    String kind,
    @Nullable String node,
    @Nullable Instant at,
    ChangeEffect effect) {
  /** The kind of a change that the journals hold no more. */
  public static final String UNKNOWN = "unknown";

  /** Checks what must not be null. */
  public LastChange {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(effect, "effect");
  }
}
