package io.trueup.simulation;

import io.trueup.cache.Position;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody who reads and writes through any node, and hands the highest position on. */
final class Session {
  boolean busy;
  int history;
  @Nullable Position position;

  /** For each account the moment of the oldest state that the last answer may have stood for. */
  final Map<String, Long> seen = new HashMap<>();

  void startAnew(int newHistory) {
    history = newHistory;
    position = null;
    seen.clear();
  }

  void saw(Position reached) {
    Position before = position;
    position = before == null || reached.compareTo(before) > 0 ? reached : before;
  }
}
