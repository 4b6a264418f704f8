package io.trueup.cache.spi;

import java.util.List;

/**
 * Keeps the hottest keys of each cache over a restart: a file or a table. Lists are bounded by the
 * caches (1 000 keys), hottest first. Implementations are safe for use by many threads.
 */
public interface HotKeys {
  /**
   * What was saved last for the cache of this name; empty if nothing was.
   *
   * @throws RuntimeException if it can't be read; the cache then warms what is declared only
   */
  List<String> load(String cache);

  /**
   * Keeps the list in place of the last one.
   *
   * @throws RuntimeException if it can't be written; the cache counts it and tries again later
   */
  void save(String cache, List<String> keys);
}
