package io.trueup.testkit;

import io.trueup.cache.spi.Doorbell;

/** What carries rings between nodes, with what {@link DoorbellContract} needs to do to it. */
public interface DoorbellUnderTest extends AutoCloseable {
  /** Another node's doorbell, which the caller closes. */
  Doorbell node();

  /** Ends all connections of all nodes, who may connect again at once. */
  void cut();

  /** Drops it. */
  @Override
  void close();
}
