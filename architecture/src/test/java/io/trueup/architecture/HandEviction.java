package io.trueup.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.Set;

/** A call that drops entries of a cache: ours, Caffeine's or Spring's. */
record HandEviction(String root) {
  private static final Set<String> NAMES =
      Set.of(
          "clear", "evict", "evictAll", "evictIfPresent", "invalidate", "invalidateAll", "cleanUp");

  boolean is(JavaAccess<?> access) {
    return NAMES.contains(access.getName()) && isACache(access.getTargetOwner().getPackageName());
  }

  private boolean isACache(String packageName) {
    return List.of(root + ".cache", "com.github.benmanes.caffeine", "org.springframework.cache")
        .stream()
        .anyMatch(packageName::startsWith);
  }
}
