package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/**
 * A read's staleness bound or position could not be proven in time, and the policy is to refuse.
 */
public final class FreshnessUnavailableException extends CacheException {
  private static final long serialVersionUID = 1L;

  FreshnessUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static FreshnessUnavailableException of(String cache, CacheException cause) {
    return new FreshnessUnavailableException(
        "cache " + cache + ": can't prove that the answer is fresh: " + cause.getMessage(), cause);
  }
}
