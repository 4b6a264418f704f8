package io.trueup.chaos.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each thing happened. Safe for use by many threads. */
public final class Tally {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Once more. */
  public void count(String what) {
    counts.computeIfAbsent(what, it -> new LongAdder()).increment();
  }

  /** A copy, by name. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((what, count) -> copy.put(what, count.sum()));
    return copy;
  }
}
