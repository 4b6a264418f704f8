package io.trueup.cache;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the newest rows of the log by position, in a ring of fixed size. Looked at once for
 * each value that comes from the second level, so a plain lock is cheap enough.
 */
final class RowIds {
  private final long[] positions;
  private final long[] ids;
  private int oldest;
  private int size;

  RowIds(int capacity) {
    this.positions = new long[capacity];
    this.ids = new long[2 * capacity];
  }

  /** In ascending order of position. O(1). */
  synchronized void add(long position, UUID id) {
    if (positions.length == 0) {
      return;
    }
    int place = at(size);
    if (size == positions.length) {
      oldest = at(1);
    } else {
      size++;
    }
    positions[place] = position;
    ids[2 * place] = id.getMostSignificantBits();
    ids[2 * place + 1] = id.getLeastSignificantBits();
  }

  /** Null if it is not among the newest. O(log n). */
  synchronized @Nullable UUID at(long position) {
    int newer = positions.length - oldest;
    int place = find(oldest, Math.min(positions.length, oldest + size), position);
    if (place < 0 && size > newer) {
      place = find(0, size - newer, position);
    }
    return place < 0 ? null : new UUID(ids[2 * place], ids[2 * place + 1]);
  }

  private int find(int from, int to, long position) {
    return Arrays.binarySearch(positions, from, to, position);
  }

  private int at(int index) {
    return (int) (((long) oldest + index) % positions.length);
  }
}
