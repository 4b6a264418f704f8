package io.trueup.cache;

/**
 * Loads a value together with the log's head, both read in one database snapshot: two statements of
 * a weaker isolation may see different commits. Folds need this. Called by many threads at once for
 * different keys: the reader's own, or those of the node for what is warmed, refreshed, or has a
 * soft time-out.
 *
 * @param <K> key
 * @param <V> value
 */
@FunctionalInterface
public interface SnapshotLoader<K, V> {
  /**
   * Loads the value and its exact position.
   *
   * @throws Exception reaches the reader as the cause of a {@link LoadException}; nothing is cached
   */
  Snapshot<V> load(K key) throws Exception;
}
