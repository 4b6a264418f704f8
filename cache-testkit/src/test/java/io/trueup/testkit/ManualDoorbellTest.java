package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.Doorbell.Listening;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ManualDoorbellTest {
  private final ManualDoorbell bell = new ManualDoorbell();
  private final AtomicInteger heard = new AtomicInteger();
  private final Listening listening = bell.listen(heard::incrementAndGet);

  @Test
  void aRingIsHeardAtOnce() {
    bell.ring();

    assertThat(heard).hasValue(1);
  }

  @Test
  void aHeldRingIsHeardWhenDelivered() {
    bell.hold();
    bell.ring();
    bell.ring();
    assertThat(heard).hasValue(0);
    assertThat(bell.held()).isEqualTo(2);

    bell.deliver();
    assertThat(heard).hasValue(2);
  }

  @Test
  void aLostRingIsNeverHeard() {
    bell.lose();
    bell.ring();
    bell.deliver();

    assertThat(heard).hasValue(0);
    assertThat(bell.rings()).isEqualTo(1);
  }

  @Test
  void whoStoppedListeningHearsNothing() {
    listening.close();
    bell.ring();

    assertThat(heard).hasValue(0);
    assertThat(bell.listeners()).isZero();
  }
}
