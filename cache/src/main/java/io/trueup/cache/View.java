package io.trueup.cache;

/**
 * What a reader knows of its node, sampled in this order: freshness, then horizon. Whatever it
 * reads of tags and journals afterwards is at least as new.
 */
record View(Generation generation, long freshAt, long horizon) {
  static View of(Generation generation) {
    long freshAt = generation.freshAt();
    return new View(generation, freshAt, generation.horizon());
  }
}
