package io.trueup.cache.spi;

import io.trueup.cache.Incarnation;
import java.util.Objects;

/**
 * Under what a value is kept in a second level. Immutable.
 *
 * @param incarnation the history that the value's positions belong to: values of different ones
 *     never meet
 * @param cache the cache's name
 * @param schema fingerprint of the value's form, so that versions of it never meet
 * @param key the entry's key as text
 */
public record SecondLevelKey(Incarnation incarnation, String cache, String schema, String key) {
  /** Checks that nothing is null. */
  public SecondLevelKey {
    Objects.requireNonNull(incarnation, "incarnation");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(key, "key");
  }
}
