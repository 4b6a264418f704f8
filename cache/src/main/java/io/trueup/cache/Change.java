package io.trueup.cache;

import java.util.Objects;
import java.util.UUID;

/**
 * One fact that cached values depend on, to be committed together with the data it speaks of.
 * Immutable if its fact is.
 *
 * @param id random, by which the change is recognised wherever it is met
 * @param tags what it touches: values that carry one of them are folded or invalid afterwards
 * @param fact what happened; its class is the change's kind, by which caches declare folds
 */
public record Change(UUID id, Tags tags, Object fact) {
  /** Checks that nothing is null. */
  public Change {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(tags, "tags");
    Objects.requireNonNull(fact, "fact");
  }

  /** A new change with a random id. */
  public static Change of(Tags tags, Object fact) {
    return new Change(UUID.randomUUID(), tags, fact);
  }
}
