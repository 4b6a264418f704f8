package io.trueup.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value and the position that it stands for: it contains every change up to there and none after.
 *
 * @param position the log's head in the snapshot that the value was read in
 * @param value what was read; null stands for absent
 * @param <V> value
 */
public record Snapshot<V extends @Nullable Object>(Position position, V value) {
  /** Checks the position. */
  public Snapshot {
    Objects.requireNonNull(position, "position");
  }
}
