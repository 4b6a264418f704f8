package io.trueup.cache;

import java.util.List;

/**
 * Applies changes to a cached value instead of throwing it away: for sums, and what is derived from
 * them. Pure: the same arguments give the same result, the value given is not modified, no I/O.
 *
 * @param <K> key
 * @param <V> value
 * @param <F> class of the facts
 */
@FunctionalInterface
public interface Fold<K, V, F> {
  /**
   * The value after these facts. It must equal what a load would give, to the last digit.
   *
   * @param facts in commit order, at least one; each touches one of the entry's tags, but may well
   *     not concern this key
   */
  V apply(K key, V value, List<F> facts);
}
