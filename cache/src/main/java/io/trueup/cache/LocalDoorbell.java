package io.trueup.cache;

import io.trueup.cache.spi.Doorbell;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A doorbell within one process. Safe for use by many threads. */
public final class LocalDoorbell implements Doorbell {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** One that nobody listens to yet. */
  public LocalDoorbell() {}

  @Override
  public void ring() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
