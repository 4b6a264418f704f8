package io.trueup.spring;

import io.trueup.cache.Tags;
import org.jspecify.annotations.Nullable;

/**
 * What values cached by {@code @Cacheable} depend on, beyond their cache and key. A bean of this
 * type is asked for each key, and again for each value. Pure, and safe for use by many threads.
 */
@FunctionalInterface
public interface CacheTags {
  /**
   * The tags of a key, or of a loaded value.
   *
   * @param cache the cache's name
   * @param key as Spring made it
   * @param value null where only the key is known, and for an absent value
   */
  Tags tagsOf(String cache, Object key, @Nullable Object value);
}
