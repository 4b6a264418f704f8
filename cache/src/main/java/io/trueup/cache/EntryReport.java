package io.trueup.cache;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one entry of this node. Immutable.
 *
 * @param key its key as text
 * @param tags what it depends on
 * @param stamp it contains every change up to here
 * @param age how long ago its load began
 * @param current whether a read would be answered with it as it stands
 * @param lastChange the newest change to its tags; null if this node knows of none
 */
public record EntryReport(
    String key,
    Tags tags,
    Position stamp,
    Duration age,
    boolean current,
    @Nullable LastChange lastChange) {
  /** Checks what must not be null. */
  public EntryReport {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(tags, "tags");
    Objects.requireNonNull(stamp, "stamp");
    Objects.requireNonNull(age, "age");
  }
}
