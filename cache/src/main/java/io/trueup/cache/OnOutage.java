package io.trueup.cache;

/** What a bounded read does when the change log can't be reached to prove an entry fresh. */
public enum OnOutage {
  /** Fails with {@link FreshnessUnavailableException}: for money. */
  REFUSE,
  /** Answers with the old value, its true age, and {@link Outcome#STALE}: for analytics. */
  SERVE_STALE
}
