package io.trueup.ledger;

import java.time.Clock;
import java.time.InstantSource;

/** The machine's wall clock: the one place where it is read. */
final class WallClock {
  private WallClock() {}

  static InstantSource system() {
    return Clock.systemUTC();
  }
}
