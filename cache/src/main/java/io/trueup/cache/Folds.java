package io.trueup.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The folds that a cache declared, by class of fact. Immutable. */
final class Folds<K, V extends @Nullable Object> {
  private final Map<Class<?>, Fold<K, V, Object>> byFact;

  Folds(Map<Class<?>, Fold<K, V, Object>> byFact) {
    this.byFact = Map.copyOf(byFact);
  }

  boolean isEmpty() {
    return byFact.isEmpty();
  }

  boolean covers(List<LoggedChange> changes) {
    return changes.stream().allMatch(c -> byFact.containsKey(c.change().fact().getClass()));
  }

  /**
   * The value after the changes, all of them covered: runs of one kind go to their fold at once.
   */
  V apply(K key, V value, List<LoggedChange> changes) {
    V folded = value;
    int from = 0;
    while (from < changes.size()) {
      Class<?> kind = changes.get(from).change().fact().getClass();
      List<Object> run = new ArrayList<>();
      while (from < changes.size() && changes.get(from).change().fact().getClass() == kind) {
        run.add(changes.get(from++).change().fact());
      }
      folded = Objects.requireNonNull(byFact.get(kind)).apply(key, folded, run);
    }
    return folded;
  }
}
