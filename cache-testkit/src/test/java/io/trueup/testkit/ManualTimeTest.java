package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ManualTimeTest {
  @Test
  void timeStandsStillUntilItIsMoved() {
    ManualTicker ticker = new ManualTicker(5);

    assertThat(ticker.nanos()).isEqualTo(5);
    ticker.advance(Duration.ofMillis(2));
    assertThat(ticker.nanos()).isEqualTo(2_000_005);
  }

  @Test
  void monotonicTimeNeverGoesBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ManualTicker().advance(Duration.ofNanos(-1)));
  }
}
