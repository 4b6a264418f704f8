package io.trueup.cache;

import java.util.Locale;

/** How a cache keeps up with changes. */
public enum Strategy {
  /** A change of one of its tags makes an entry invalid; the next read loads. */
  EVICT,
  /**
   * Changes that the cache declared a fold for are applied to the value; others make it invalid.
   */
  FOLD,
  /**
   * The hottest of the entries that a change made invalid are reloaded in the background at once.
   * Until then readers take the old value if it is proven to be within the bound, else they wait.
   */
  REFRESH,
  /**
   * A read that meets an entry that is invalid or has outlived its time takes it, if it is proven
   * to be within the bound, and one load runs in the background.
   */
  STALE_WHILE_REVALIDATE,
  /** Changes are ignored and entries live for their time: stale by design, kept for comparison. */
  TTL,
  /** Nothing is kept; each read loads. */
  OFF;

  /** Whether changes make entries invalid. */
  boolean followsChanges() {
    return this != TTL && this != OFF;
  }

  /** As it stands in settings. */
  String settingName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
