package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogClockTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final LogClock clock = new LogClock(nanos::get);

  @BeforeEach
  void isTold() {
    clock.saw(NOON);
    assertThat(clock.instant()).isEqualTo(NOON);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void itGoesOnBetweenLooksAtTheLog() {
    pass(Duration.ofSeconds(90));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(90));
  }

  @Test
  void itFollowsTheDatabase() {
    pass(Duration.ofSeconds(1));
    clock.saw(NOON.plusSeconds(3));
    pass(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(4));
  }

  @Test
  void aSlowAnswerDoesNotTurnItBack() {
    pass(Duration.ofMillis(500));
    clock.saw(NOON.plusMillis(450));
    assertThat(clock.instant()).isEqualTo(NOON.plusMillis(500));
  }

  @Test
  void aClockThatWasSetBackDoes() {
    pass(Duration.ofSeconds(10));
    clock.saw(NOON);
    assertThat(clock.instant()).isEqualTo(NOON);
  }
}
