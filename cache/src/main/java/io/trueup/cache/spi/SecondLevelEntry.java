package io.trueup.cache.spi;

import io.trueup.cache.Incarnation;
import io.trueup.cache.Position;
import java.util.Objects;
import java.util.UUID;

/**
 * A value and what a node must know to judge it.
 *
 * @param incarnation the history that its positions belong to
 * @param containsUpTo the value contains every change up to here
 * @param containsNothingAfter and none after this
 * @param changeId id of the log's row at {@code containsUpTo}: contradicts a node of another
 *     history
 * @param value the encoded value; not copied, not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // owned by whoever holds the entry, and never compared
public record SecondLevelEntry(
    Incarnation incarnation,
    Position containsUpTo,
    Position containsNothingAfter,
    UUID changeId,
    byte[] value) {
  /** Checks that nothing is null. */
  public SecondLevelEntry {
    Objects.requireNonNull(incarnation, "incarnation");
    Objects.requireNonNull(containsUpTo, "containsUpTo");
    Objects.requireNonNull(containsNothingAfter, "containsNothingAfter");
    Objects.requireNonNull(changeId, "changeId");
    Objects.requireNonNull(value, "value");
  }
}
