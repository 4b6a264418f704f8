package io.trueup.changelog;

import io.trueup.cache.Position;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value and the log's head, both of one snapshot of the database: the value contains every change
 * up to the position and none after it.
 *
 * @param position the head
 * @param value what was read
 * @param <T> the value's type
 */
public record Snapshot<T extends @Nullable Object>(Position position, T value) {
  /** Checks that the position is not null. */
  public Snapshot {
    Objects.requireNonNull(position, "position");
  }
}
