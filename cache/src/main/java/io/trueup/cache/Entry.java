package io.trueup.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A cached value and what is known of it. Immutable but for a memo. Tags are kept as slot numbers
 * only; who needs the names computes them from key and value again.
 */
final class Entry {
  static final long UNKNOWN = Long.MAX_VALUE;

  private static final VarHandle VALID_AT = validAtHandle();

  final @Nullable Object value;

  /**
   * The horizon, read before the tags, at which the entry was last found valid. The first of the
   * numbers, so that HotSpot puts it beside the value: a hit then touches one cache line, not two.
   */
  @SuppressWarnings({"UnusedVariable", "FieldMayBeFinal"})
  private long validAt = -1;

  /** Contains every change of its tags up to here. */
  final long stamp;

  /**
   * Contains no change after this; {@link #UNKNOWN} after a load that doesn't know its position.
   */
  final long nothingAfter;

  final long storedAt;

  /** When its load began: it was the truth at that time or later. */
  final long begunAt;

  private final int[] slots;

  /** Number of the last catch-up that had been sent when its load had ended. */
  final int sentBefore;

  Entry(
      @Nullable Object value,
      long stamp,
      long nothingAfter,
      int[] slots,
      long storedAt,
      long begunAt,
      int sentBefore) {
    this.value = value;
    this.stamp = stamp;
    this.nothingAfter = nothingAfter;
    this.slots = slots;
    this.storedAt = storedAt;
    this.begunAt = begunAt;
    this.sentBefore = sentBefore;
  }

  /**
   * Whether no tag changed after the stamp.
   *
   * @param horizon sampled before this call
   */
  boolean isCurrent(TagSlots tags, long horizon) {
    if ((long) VALID_AT.getOpaque(this) == horizon) {
      return true;
    }
    if (!tags.unchangedSince(slots, stamp)) {
      return false;
    }
    VALID_AT.setOpaque(this, horizon);
    return true;
  }

  /** The position of the newest change in its slots; 0 if there is none. */
  long lastChange(TagSlots tags) {
    return tags.lastChange(slots);
  }

  /** The value brought up to a horizon; never takes anything back. */
  Entry folded(@Nullable Object newValue, long horizon) {
    long contains = Math.max(stamp, horizon);
    return new Entry(
        newValue, contains, Math.max(nothingAfter, contains), slots, storedAt, begunAt, sentBefore);
  }

  Entry containingNothingAfter(long position) {
    return new Entry(value, stamp, position, slots, storedAt, begunAt, sentBefore);
  }

  private static VarHandle validAtHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Entry.class, "validAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
