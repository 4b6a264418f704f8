package io.trueup.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SignatureTest {
  /** Computed with OpenSSL: {@code printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac k}. */
  private static final String EXPECTED =
      "1b6ad1bc9bf48c52ce01939866d5877c6cc4e87ddad27e16673cb8c4964394a3";

  @Test
  void itIsTheHmacOfTimeAndBody() {
    assertThat(Signature.of("k", Instant.ofEpochSecond(1_700_000_000), Posts.utf8("{\"a\":1}")))
        .isEqualTo("t=1700000000,v1=" + EXPECTED);
  }

  @Test
  void waitsDoubleUpToTheLongestAndLeaveOutUpToAHalf() {
    BackOff whole = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(1), () -> 0);
    assertThat(whole.after(1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(whole.after(2)).isEqualTo(Duration.ofSeconds(20));
    assertThat(whole.after(3)).isEqualTo(Duration.ofSeconds(40));
    assertThat(whole.after(4)).isEqualTo(Duration.ofSeconds(60));
    assertThat(whole.after(100)).isEqualTo(Duration.ofSeconds(60));
    BackOff half = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(1), () -> 1);
    assertThat(half.after(1)).isEqualTo(Duration.ofSeconds(5));
  }
}
