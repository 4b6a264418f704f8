package io.trueup.architecture.offender.ledger;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

@SuppressWarnings("JavaUtilDate") // the offence is the point
public final class ReadsTheWallClock {
  public static final int WAYS = 6;

  List<Object> now() {
    Supplier<Instant> later = Instant::now;
    return List.of(
        later,
        Instant.now(),
        LocalDate.now(ZoneOffset.UTC),
        System.currentTimeMillis(),
        Clock.systemUTC(),
        new Date());
  }

  Instant ofAGivenClock(Clock clock) {
    return Instant.now(clock);
  }
}
