package io.trueup.architecture.offender.cache;

import java.util.function.LongSupplier;

public final class ReadsTheMonotonicClock {
  LongSupplier byReference() {
    return System::nanoTime;
  }

  long byCall() {
    return System.nanoTime();
  }
}
