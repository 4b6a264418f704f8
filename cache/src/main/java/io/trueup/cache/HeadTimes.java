package io.trueup.cache;

import java.util.OptionalLong;

/*
 * When this node knew which position was the head of the log: pairs (horizon, monotonic time before
 * the log was asked). A pair says that everything committed by that time is at or below the horizon.
 *
 * So a change at position p was not yet committed at the time of any pair with a horizon below p.
 * The newest such pair gives the last moment at which a value that lacks p is known to have been the
 * truth. Older pairs say less, never something wrong; so pairs may be dropped: those closer together
 * than SPACING replace each other, and the ring holds the newest SIZE. It reaches back some four
 * seconds under steady change, and without limit where nothing changes.
 *
 * One writer, the follower; readers on their slow path. All under the monitor, for a few steps.
 */
final class HeadTimes {
  static final int SIZE = 1024;
  static final long SPACING = 4_000_000;

  private final long[] horizons = new long[SIZE];
  private final long[] times = new long[SIZE];
  private int newest;
  private int count;

  HeadTimes(long horizon, long at) {
    add(horizon, at);
  }

  /** The head of the log was the horizon, asked after this time. Ascending in both. */
  synchronized void wasHead(long horizon, long at) {
    if (horizons[newest] == horizon || (count > 1 && at - times[before(newest)] < SPACING)) {
      horizons[newest] = horizon;
      times[newest] = at;
    } else {
      add(horizon, at);
    }
  }

  private void add(long horizon, long at) {
    newest = count == 0 ? 0 : (newest + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
    horizons[newest] = horizon;
    times[newest] = at;
  }

  private static int before(int index) {
    return (index + SIZE - 1) % SIZE;
  }

  /** The last time at which the head was known to be below the position. O(log size). */
  synchronized OptionalLong lastBelow(long position) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (horizons[at(middle)] < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? OptionalLong.empty() : OptionalLong.of(times[at(low - 1)]);
  }

  /** Index of the pair of this rank, the oldest being 0. */
  private int at(int rank) {
    return (newest + SIZE - count + 1 + rank) % SIZE;
  }

  synchronized int size() {
    return count;
  }
}
