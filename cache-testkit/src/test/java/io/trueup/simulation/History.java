package io.trueup.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What happened in a run, for people: the newest lines, at most 4 000. */
final class History {
  private static final int MOST = 4_000;

  private final Deque<String> lines = new ArrayDeque<>();

  void add(long now, String task, String what) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.addLast(String.format(Locale.ROOT, "%7.1f ms  %-18s %s", now / 1e6, task, what));
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
