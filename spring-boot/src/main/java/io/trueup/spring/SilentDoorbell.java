package io.trueup.spring;

import io.trueup.cache.spi.Doorbell;

/** Never rings: followers poll. */
final class SilentDoorbell implements Doorbell {
  @Override
  public void ring() {}

  @Override
  public Listening listen(Runnable onRing) {
    return () -> {};
  }

  @Override
  public void close() {}
}
