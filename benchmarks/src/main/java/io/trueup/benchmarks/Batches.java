package io.trueup.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A long list in parts. */
final class Batches {
  private Batches() {}

  static <T> List<List<T>> of(List<T> all, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      batches.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return batches;
  }
}
