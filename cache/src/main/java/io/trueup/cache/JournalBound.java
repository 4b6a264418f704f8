package io.trueup.cache;

/**
 * How much of the log's tail a node keeps in memory to fold from. An entry that lacks older changes
 * is reloaded, so the bound should exceed the slowest load's duration times the change rate.
 *
 * @param maxChanges how many changes, 16 or more
 * @param maxTags how many tags over all of them, 16 or more; memory is some 150 bytes a tag
 */
public record JournalBound(int maxChanges, long maxTags) {
  /** 65 536 changes with at most 1 048 576 tags. */
  public static final JournalBound DEFAULT = new JournalBound(1 << 16, 1 << 20);

  /**
   * @throws IllegalArgumentException if one of them is too small to be of use
   */
  public JournalBound {
    if (maxChanges < 16 || maxTags < 16) {
      throw new IllegalArgumentException("journal bound: both numbers must be 16 or more");
    }
  }
}
