package io.trueup.cache;

/** Hears of committed changes, of every node, in commit order, on a thread of its own. */
@FunctionalInterface
public interface ChangeListener {
  /**
   * A change that committed; this node's caches have applied it already. If this throws, the
   * failure is counted and logged, and the next change follows.
   */
  void onChange(LoggedChange change);

  /**
   * Changes were missed: the log was trimmed, or replaced by another history, before this listener
   * had come so far. The next change follows.
   */
  default void onGap() {}
}
