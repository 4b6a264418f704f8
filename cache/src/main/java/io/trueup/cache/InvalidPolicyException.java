package io.trueup.cache;

import java.util.List;

/** A policy that makes no sense, or not for this cache. Nothing was changed. */
public final class InvalidPolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String[] reasons;

  InvalidPolicyException(List<String> reasons) {
    super(String.join("; ", reasons));
    this.reasons = reasons.toArray(String[]::new);
  }

  /** All that is wrong, each beginning with the setting's name, such as {@code ttl-jitter}. */
  public List<String> reasons() {
    return List.of(reasons);
  }
}
