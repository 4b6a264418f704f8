package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value from the source of truth. Its entry is stamped with the horizon sampled before the
 * load began. Called by many threads at once for different keys: the reader's own, or those of the
 * node for what is warmed, refreshed, or has a soft time-out.
 *
 * @param <K> key
 * @param <V> value; null stands for an absent one, which is cached too
 */
@FunctionalInterface
public interface Loader<K, V extends @Nullable Object> {
  /**
   * Loads the value.
   *
   * @throws Exception reaches the reader as the cause of a {@link LoadException}; nothing is cached
   */
  V load(K key) throws Exception;
}
