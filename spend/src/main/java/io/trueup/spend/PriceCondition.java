package io.trueup.spend;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** When a price holds. All dates and times are UTC. */
public sealed interface PriceCondition {

  /** Whether it holds for a request of that instant. */
  boolean holdsAt(Instant instant);

  /** Always. */
  record Always() implements PriceCondition {

    @Override
    public boolean holdsAt(Instant instant) {
      return true;
    }
  }

  /**
   * From a day on.
   *
   * @param startDate the first day
   */
  record From(LocalDate startDate) implements PriceCondition {

    @Override
    public boolean holdsAt(Instant instant) {
      return !instant.isBefore(startDate.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  /**
   * During a part of each day. One that ends before it starts goes over midnight; one that ends as
   * it starts is the whole day.
   *
   * @param startTime the first moment
   * @param endTime the first moment after it
   */
  record Daily(LocalTime startTime, LocalTime endTime) implements PriceCondition {

    @Override
    public boolean holdsAt(Instant instant) {
      LocalTime time = instant.atOffset(ZoneOffset.UTC).toLocalTime();
      boolean started = !time.isBefore(startTime);
      boolean ended = !time.isBefore(endTime);
      return startTime.isBefore(endTime) ? started && !ended : started || !ended;
    }
  }
}
