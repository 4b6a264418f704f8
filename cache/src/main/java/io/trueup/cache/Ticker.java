package io.trueup.cache;

/**
 * Monotonic time of this machine, for durations only; never compared with another machine's. Safe
 * for use by many threads.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since an arbitrary origin; may be negative, only differences mean anything. */
  long nanos();

  /** The machine's own: the one place where the JVM's monotonic clock is read. */
  static Ticker system() {
    return System::nanoTime;
  }
}
