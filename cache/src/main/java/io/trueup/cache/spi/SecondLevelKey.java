package io.trueup.cache.spi;

import java.util.Objects;

/**
 * Under what a value is kept in a second level. Immutable.
 *
 * @param cache the cache's name
 * @param schema fingerprint of the value's form, so that versions of it never meet
 * @param key the entry's key as text
 */
public record SecondLevelKey(String cache, String schema, String key) {
  /** Checks that nothing is null. */
  public SecondLevelKey {
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(key, "key");
  }
}
