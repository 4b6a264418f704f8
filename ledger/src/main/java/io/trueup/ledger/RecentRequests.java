package io.trueup.ledger;

import io.trueup.ledger.UsageRows.RequestKey;
import java.util.BitSet;

/*
 * Two Bloom filters (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970), each
 * of a million requests: when the second is full the first is forgotten. With m bits, n requests and k bits
 * for each, a request that did not come is taken for one that did with probability (1 - e^(-kn/m))^k, here
 * 2e-5 where a filter is full. The hash has 32 bits, which adds n / 2^32 = 2e-4.
 */
/**
 * Which requests a node was asked lately: a million at least, and two at most. May take one for
 * another, one in some thousand. 8 MB when it is full. Used by one thread at a time.
 */
final class RecentRequests {
  static final int REMEMBERED = 1_000_000;

  private static final int BITS = 1 << 25;
  private static final int BITS_OF_ONE = 6;

  private BitSet latest = new BitSet();
  private BitSet before = new BitSet();
  private int added;

  /** Whether it came lately, or another that looks the same. O(1). */
  boolean contains(RequestKey key) {
    long hash = hash(key);
    return isIn(latest, hash) || isIn(before, hash);
  }

  /** It has come, perhaps not for the first time. O(1). */
  void add(RequestKey key) {
    long hash = hash(key);
    if (isIn(latest, hash)) {
      return;
    }
    if (added == REMEMBERED) {
      before = latest;
      latest = new BitSet(BITS);
      added = 0;
    }
    added++;
    for (int i = 0; i < BITS_OF_ONE; i++) {
      latest.set(bit(hash, i));
    }
  }

  private static boolean isIn(BitSet bits, long hash) {
    for (int i = 0; i < BITS_OF_ONE; i++) {
      if (!bits.get(bit(hash, i))) {
        return false;
      }
    }
    return true;
  }

  /** The i-th bit by double hashing. */
  private static int bit(long hash, int i) {
    int step = (int) (hash >>> 32) | 1;
    return ((int) hash + i * step) & (BITS - 1);
  }

  /** The finalizer of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, 2014). */
  private static long hash(RequestKey key) {
    long z = key.hashCode() + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
