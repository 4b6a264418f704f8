package io.trueup.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/*
 * For every tag the position of the last change that touched it, by hash, in a table of fixed size.
 *
 * Invalidating is one write, however many entries carry the tag; there is no index from tags to
 * entries, nothing to scan, and no object per tag whose birth could race the follower. Two tags in
 * one slot make each other's entries look changed: a collision costs a reload (or, for a folding
 * cache, a look into the recent changes, which go by exact tag), never a stale answer.
 *
 * Invariant: once the horizon is h, slot(tag) >= the position of every change <= h with that tag.
 * Only the follower writes, in ascending order, and before it publishes the horizon (Rules, P).
 */
final class TagSlots {
  static final int COUNT = 1 << 20;

  private final AtomicLongArray lastChange = new AtomicLongArray(COUNT);

  static int slotOf(Tag tag) {
    int h = tag.name().hashCode() * 0x9E3779B9;
    return (h ^ (h >>> 15)) & (COUNT - 1);
  }

  static int[] slotsOf(Tags tags) {
    return tags.stream().mapToInt(TagSlots::slotOf).toArray();
  }

  void touch(Tag tag, long position) {
    lastChange.setRelease(slotOf(tag), position);
  }

  /** The newest position in these slots; 0 if there is none. */
  long lastChange(int[] slots) {
    long last = 0;
    for (int slot : slots) {
      last = Math.max(last, lastChange.getAcquire(slot));
    }
    return last;
  }

  /** Whether nothing in these slots changed after the position. */
  boolean unchangedSince(int[] slots, long position) {
    for (int slot : slots) {
      if (lastChange.getAcquire(slot) > position) {
        return false;
      }
    }
    return true;
  }
}
