package io.trueup.benchmarks;

import io.trueup.cache.Tags;
import java.util.stream.IntStream;

/** The keys, values and tags that Trueup and its peers are given alike. */
final class Workload {
  /** As many entries in each cache. */
  static final int KEYS = 1 << 15;

  /** Room for all of them in each cache, so that a read is a hit. */
  static final int ROOM = 2 * KEYS;

  static final int PICKS = 1 << 18;

  private static final String[] KEY = keys(KEYS);

  private Workload() {}

  static String[] keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "budget:" + i).toArray(String[]::new);
  }

  static String key(int i) {
    return KEY[i];
  }

  /** 100 characters that tell the key. */
  static String value(String key) {
    return key + ".".repeat(100 - key.length());
  }

  /** Four: the key's own and three that it shares with others. */
  static Tags tags(String key) {
    int i = Integer.parseInt(key.substring(key.indexOf(':') + 1));
    return Tags.of(key, "user:" + i % 1000, "organization:" + i % 100, "model:" + i % 10);
  }

  /** Keys in the order in which they are read. */
  static String[] picks(long seed) {
    Zipf zipf = new Zipf(KEYS, seed);
    return IntStream.range(0, PICKS).mapToObj(i -> key(zipf.next())).toArray(String[]::new);
  }
}
