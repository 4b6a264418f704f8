package io.trueup.cache.spi;

import io.trueup.cache.Position;
import java.util.Objects;
import java.util.UUID;

/**
 * A value and what a node must know to judge it.
 *
 * @param containsUpTo the value contains every change up to here
 * @param containsNothingAfter and none after this
 * @param changeId id of the log's row at {@code containsNothingAfter}: a node that knows the same
 *     row there has the same history up to it, so nothing in the value is from another
 * @param value the encoded value; not copied, not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // owned by whoever holds the entry, and never compared
public record SecondLevelEntry(
    Position containsUpTo, Position containsNothingAfter, UUID changeId, byte[] value) {
  /**
   * @throws IllegalArgumentException if it contains more than there can be
   */
  public SecondLevelEntry {
    Objects.requireNonNull(containsUpTo, "containsUpTo");
    Objects.requireNonNull(containsNothingAfter, "containsNothingAfter");
    Objects.requireNonNull(changeId, "changeId");
    Objects.requireNonNull(value, "value");
    if (containsUpTo.compareTo(containsNothingAfter) > 0) {
      throw new IllegalArgumentException(
          "contains all up to " + containsUpTo + " but nothing after " + containsNothingAfter);
    }
  }
}
