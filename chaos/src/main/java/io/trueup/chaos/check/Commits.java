package io.trueup.chaos.check;

import java.util.ArrayList;
import java.util.List;

/** How far the log was known to reach, and since when. One thread at a time. */
final class Commits {
  /** That all up to a position was committed before a time. */
  private record Seen(long at, long position) {}

  private final List<Seen> seen = new ArrayList<>();

  /** The log is known to reach this position now. */
  void reach(long position, long now) {
    if (position > head()) {
      seen.add(new Seen(now, position));
    }
  }

  long head() {
    return seen.isEmpty() ? -1 : seen.get(seen.size() - 1).position();
  }

  /** A position up to which all was committed before this time. */
  long before(long time) {
    int low = 0;
    int high = seen.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seen.get(middle).at() - time < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? -1 : seen.get(low - 1).position();
  }
}
