package io.trueup.testkit;

import io.trueup.cache.spi.Doorbell;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A doorbell whose rings a test delivers, holds back, loses or doubles. Listeners run on the
 * ringing thread, held ones on the thread that {@linkplain #deliver() delivers} them. Safe for use
 * by many threads.
 */
public final class ManualDoorbell implements Doorbell {
  private enum Mode {
    DELIVERING,
    HOLDING,
    LOSING
  }

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger rings = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private volatile Mode mode = Mode.DELIVERING;

  @Override
  public void ring() {
    rings.incrementAndGet();
    switch (mode) {
      case DELIVERING -> wake();
      case HOLDING -> held.incrementAndGet();
      case LOSING -> {}
    }
  }

  @Override
  public Listening listen(Runnable listener) {
    Listener listening = new Listener(listener);
    listeners.add(listening);
    return listening;
  }

  /** From now on rings are kept until {@link #deliver()}. */
  public void hold() {
    mode = Mode.HOLDING;
  }

  /** From now on rings are lost, until {@link #deliver()}. */
  public void lose() {
    mode = Mode.LOSING;
  }

  /** Delivers what was held, each ring once, and from now on every ring at once. */
  public void deliver() {
    mode = Mode.DELIVERING;
    for (int waiting = held.getAndSet(0); waiting > 0; waiting--) {
      wake();
    }
  }

  /** Wakes the listeners though nobody rang: a ring that came twice. */
  public void wake() {
    listeners.forEach(listener -> listener.action.run());
  }

  /** How often somebody rang, whatever became of it. */
  public int rings() {
    return rings.get();
  }

  /** How many rings wait to be delivered. */
  public int held() {
    return held.get();
  }

  /** How many listen. */
  public int listeners() {
    return listeners.size();
  }

  @Override
  public void close() {
    listeners.clear();
  }

  private final class Listener implements Listening {
    private final Runnable action;

    Listener(Runnable action) {
      this.action = action;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
