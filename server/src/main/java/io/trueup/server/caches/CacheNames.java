package io.trueup.server.caches;

import io.trueup.ledger.CacheName;
import java.util.Arrays;
import java.util.Optional;

/** The caches of the ledger by name. */
final class CacheNames {
  private CacheNames() {}

  static Optional<CacheName> find(String name) {
    return Arrays.stream(CacheName.values()).filter(it -> it.text().equals(name)).findFirst();
  }
}
