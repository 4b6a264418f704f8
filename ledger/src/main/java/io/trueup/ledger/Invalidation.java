package io.trueup.ledger;

import io.trueup.cache.Tags;
import java.util.List;

/** What is to be made invalid on every node. Immutable. */
public sealed interface Invalidation {
  /** How many tags or keys one may name. */
  int MOST = 1_000;

  /**
   * Every entry that carries one of these tags, in whatever cache.
   *
   * @param tags at least one
   */
  record OfTags(Tags tags) implements Invalidation {}

  /**
   * The entries of these keys, and, as it goes by the tags of the keys, others that share one.
   *
   * @param cache whose keys
   * @param keys their texts, at least one
   */
  record OfKeys(CacheName cache, List<String> keys) implements Invalidation {
    /** Copies the list. */
    public OfKeys {
      keys = List.copyOf(keys);
    }
  }

  /** Every entry of every cache. */
  record OfEverything() implements Invalidation {}
}
