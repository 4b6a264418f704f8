package io.trueup.benchmarks;

/** A cache some of whose entries carry one tag, and the way in which it invalidates them. */
interface TaggedEntries extends AutoCloseable {
  String TAG = "prices";

  /** Makes every key a valid entry that carries the tag, as readers would. */
  void fill(String[] keys);

  /** Returns when no reader gets one of the values any more. */
  void invalidate();

  /** Whether a read of the key would be answered without a load. */
  boolean holds(String key);

  @Override
  void close();
}
