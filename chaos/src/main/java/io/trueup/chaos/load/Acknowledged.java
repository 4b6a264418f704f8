package io.trueup.chaos.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Positions of changes that were answered, and who has to show them. Safe for many threads. */
final class Acknowledged {
  private final AtomicLongArray byNode;
  private final AtomicLong everywhere = new AtomicLong(-1);

  Acknowledged(int nodes) {
    byNode = new AtomicLongArray(nodes);
    for (int i = 0; i < nodes; i++) {
      byNode.set(i, -1);
    }
  }

  /** A recording: the node that answered shows it. */
  void by(int node, long position) {
    byNode.accumulateAndGet(node, position, Math::max);
  }

  /** A change of budgets, prices, users or settings: all nodes show it. */
  void everywhere(long position) {
    everywhere.accumulateAndGet(position, Math::max);
  }

  /** What an answer of this node that is asked for now has to contain. */
  long floor(int node, boolean isBounded) {
    return isBounded ? Math.max(byNode.get(node), everywhere.get()) : byNode.get(node);
  }
}
