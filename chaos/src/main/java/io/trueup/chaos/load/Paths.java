package io.trueup.chaos.load;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;

/*
 * A client that waits for a node that does not answer asks nothing meanwhile. So most leave such a node
 * alone for a moment, and some try: its first answers, when it is back, are the ones to check.
 */
/** Where the nodes are, and which of them did not answer just now. Safe for use by many threads. */
final class Paths {
  private static final long AWAY_NANOS = 400_000_000;
  private static final int TRIES = 12;

  private final List<String> urls;
  private final AtomicLongArray awayUntil;

  Paths(List<String> urls) {
    this.urls = urls;
    this.awayUntil = new AtomicLongArray(urls.size());
    for (int i = 0; i < urls.size(); i++) {
      awayUntil.set(i, System.nanoTime());
    }
  }

  int count() {
    return urls.size();
  }

  String url(int node) {
    return urls.get(node);
  }

  /** Any node, seldom one that is away. */
  int any(Random random) {
    int node = random.nextInt(urls.size());
    for (int i = 0; i < TRIES && awayUntil.get(node) - System.nanoTime() > 0; i++) {
      node = random.nextInt(urls.size());
    }
    return node;
  }

  /** It did not answer. */
  void isAway(int node) {
    awayUntil.set(node, System.nanoTime() + AWAY_NANOS);
  }
}
