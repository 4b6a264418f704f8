package io.trueup.architecture.offender.cache;

/** No offender: the one place where the monotonic clock may be read. */
public final class Ticker {
  long nanos() {
    return System.nanoTime();
  }
}
