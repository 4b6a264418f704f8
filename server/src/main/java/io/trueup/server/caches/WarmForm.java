package io.trueup.server.caches;

import io.trueup.server.http.Faults;
import io.trueup.spend.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to warm.
 *
 * @param caches the names of caches; all where absent
 */
record WarmForm(@Nullable List<String> caches) {
  /** Refuses names of no cache, and none at all. */
  WarmForm {
    if (caches != null) {
      check(caches);
    }
  }

  private static void check(List<String> names) {
    if (names.isEmpty()) {
      throw new InvalidInputException("caches", "must name a cache, or be absent for all");
    }
    Faults faults = new Faults();
    for (int i = 0; i < names.size(); i++) {
      if (CacheNames.find(names.get(i)).isEmpty()) {
        faults.add("caches[" + i + "]", "there is no cache of this name");
      }
    }
    faults.throwIfAny();
  }
}
