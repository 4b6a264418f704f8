package io.trueup.cache.spi;

/**
 * A hint that the log has grown. Rings may be lost, late or doubled at no harm: they make the
 * follower fast, never correct. Implementations are safe for use by many threads.
 */
public interface Doorbell extends AutoCloseable {
  /** Tells every node. Does not block and does not throw: a ring that fails is lost. */
  void ring();

  /**
   * Runs the listener on every ring, on any thread; it neither blocks nor throws.
   *
   * @return ends the listening when closed
   */
  Listening listen(Runnable listener);

  /** Whether rings of other nodes are heard at the moment, as far as is known. Asks nobody. */
  default boolean isListening() {
    return true;
  }

  /** Ends all listening and gives back connections. Idempotent. */
  @Override
  void close();

  /** A listener's registration. */
  interface Listening extends AutoCloseable {
    /** Ends it. Idempotent. */
    @Override
    void close();
  }
}
