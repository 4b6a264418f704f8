package io.trueup.chaos.stage;

import java.util.concurrent.locks.LockSupport;

/** Lets time pass between two looks at processes that can't be waited for. */
public final class Pause {
  private Pause() {}

  /**
   * Returns after so many milliseconds.
   *
   * @throws InterruptedException if the thread is interrupted before
   */
  public static void millis(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis * 1_000_000; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
