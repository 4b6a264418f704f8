package io.trueup.cache.spi;

/** That one node loads a key for all, as {@link SecondLevel#claim} says. Of one thread. */
public interface LoadClaim extends AutoCloseable {
  /** Whether this node is the one; else another was, and has ended or takes too long. */
  boolean isMine();

  /**
   * Lets others go on; called after what was loaded was put, if it was. Does nothing to another's
   * claim. Waits for nothing and never fails: what can't be given up ends by itself.
   */
  @Override
  void close();
}
