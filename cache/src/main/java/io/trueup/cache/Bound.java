package io.trueup.cache;

import java.time.Duration;

/**
 * What a read has to prove: freshness at most {@code staleness} nanoseconds before its start, and a
 * horizon of at least a position. A node fresh as of the same tick as "start - staleness" is not
 * fresh enough: which came first within a tick is unknown.
 */
record Bound(long start, long staleness, long atLeast) {
  static Bound of(CachePolicy policy, ReadRequest request, long start) {
    Duration wanted = request.maxStaleness();
    Duration allowed = policy.maxStaleness();
    Duration bound = wanted == null || wanted.compareTo(allowed) > 0 ? allowed : wanted;
    Position position = request.atLeast();
    return new Bound(start, bound.toNanos(), position == null ? -1 : position.value());
  }

  boolean isMetBy(View view, LocalCommits commits) {
    if (view.horizon() < atLeast) {
      return false;
    }
    return commits.isHead(view.horizon())
        || (!commits.isBehind(view.horizon()) && view.freshAt() - start > -staleness);
  }

  /** How old what is right at the view may be at most. */
  Duration ageOf(View view, LocalCommits commits) {
    return commits.isHead(view.horizon()) ? Duration.ZERO : since(view.freshAt());
  }

  /** From an earlier time to the start of the read; zero if it is not earlier. */
  Duration since(long earlier) {
    return Duration.ofNanos(Math.max(0, start - earlier));
  }
}
